package dialtone.signaling.message;

import dialtone.signaling.message.Request.Resume;
import dialtone.signaling.message.Request.SessionAck;
import dialtone.signaling.message.Request.SessionOpen;
import dialtone.signaling.message.Request.SessionRenew;

/// Reads the parameters of requests about the session itself.
final class SessionRequests {

    private static final int MAX_TICKET_LENGTH = 8192;
    private static final int MAX_CLIENT_LENGTH = 128;
    private static final int MAX_PROOF_LENGTH = 128;
    private static final int MAX_TOKEN_LENGTH = 64;

    private SessionRequests() {}

    static Request open(RequestId id, JsonCursor params) {
        String ticket = null;
        String client = null;
        String proof = null;
        Resume resume = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "ticket" -> ticket = params.text(0, MAX_TICKET_LENGTH);
                case "client" -> client = params.text(0, MAX_CLIENT_LENGTH);
                case "proof" -> proof = params.text(0, MAX_PROOF_LENGTH);
                case "resume" -> resume = resume(params);
                default -> params.skip();
            }
        }
        return new SessionOpen(id, ticket, client, proof, resume);
    }

    private static Resume resume(JsonCursor params) {
        if (!params.isObject()) {
            throw params.refused("an object");
        }
        String token = null;
        Long lastSeq = null;
        try (JsonCursor resume = params.raw().cursor("params.resume", ErrorCode.INVALID_PARAMS)) {
            resume.nextToken();
            String name;
            while ((name = resume.nextMember()) != null) {
                switch (name) {
                    case "token" -> token = resume.text(1, MAX_TOKEN_LENGTH);
                    case "lastSeq" -> lastSeq = resume.integer(0, JsonCursor.MAX_INTEGER);
                    default -> resume.skip();
                }
            }
            return new Resume(resume.required(token, "token"), resume.required(lastSeq, "lastSeq"));
        }
    }

    static Request renew(RequestId id, JsonCursor params) {
        String ticket = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "ticket" -> ticket = params.text(1, MAX_TICKET_LENGTH);
                default -> params.skip();
            }
        }
        return new SessionRenew(id, params.required(ticket, "ticket"));
    }

    static Request ack(RequestId id, JsonCursor params) {
        Long seq = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "seq" -> seq = params.integer(0, JsonCursor.MAX_INTEGER);
                default -> params.skip();
            }
        }
        return new SessionAck(id, params.required(seq, "seq"));
    }
}
