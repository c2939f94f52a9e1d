package dialtone.signaling.message;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonToken;

/// The members of a message itself, as far as they have been read.
///
/// Threading: for one thread.
final class Envelope {

    private static final int MAX_ID_LENGTH = 64;
    private static final long MAX_ID = JsonCursor.MAX_INTEGER;

    @Nullable RequestId id;
    private @Nullable String methodName;
    @Nullable Method method;
    @Nullable RawJson params;
    boolean paramsAreObject;

    void read(byte[] utf8) {
        try (JsonCursor message =
                new JsonCursor(utf8, 0, utf8.length, "", ErrorCode.INVALID_REQUEST)) {
            JsonToken first = message.nextToken();
            if (first == JsonToken.START_ARRAY) {
                throw new UnreadableException(
                        ErrorCode.INVALID_REQUEST,
                        "Batches are not taken: send one request in each message.");
            }
            if (first == null || !message.isObject()) {
                throw new UnreadableException(
                        ErrorCode.INVALID_REQUEST, "A request is a JSON object.");
            }
            boolean versioned = false;
            @Nullable UnreadableException wrong = null;
            String name;
            while ((name = message.nextMember()) != null) {
                // A wrong member is told only at the end, so that the id is known by then.
                try {
                    versioned |= member(name, message);
                } catch (UnreadableException e) {
                    wrong = wrong == null ? e : wrong;
                    message.skip();
                }
            }
            if (message.nextToken() != null) {
                throw new UnreadableException(
                        ErrorCode.INVALID_REQUEST,
                        "Something follows the request: send one request in each message.");
            }
            if (wrong != null) {
                throw wrong;
            }
            message.required(versioned ? "2.0" : null, "jsonrpc");
            message.required(methodName, "method");
        }
    }

    /// Reads one member; true when it was the protocol's version.
    boolean member(String name, JsonCursor message) {
        switch (name) {
            case "jsonrpc" -> {
                if (!message.isText() || !message.text(0, Integer.MAX_VALUE).equals("2.0")) {
                    throw message.refused("'2.0'");
                }
                return true;
            }
            case "id" -> id = id(message);
            case "method" -> {
                methodName = message.text(1, Integer.MAX_VALUE);
                method = Method.of(methodName);
            }
            case "params" -> {
                paramsAreObject = message.isObject();
                params = message.raw();
            }
            default -> message.skip();
        }
        return false;
    }

    private static RequestId id(JsonCursor message) {
        if (message.isInteger()) {
            return RequestId.of(message.integer(0, MAX_ID));
        }
        if (!message.isText()) {
            throw message.refused("an integer from 0 to 2^53 or a string of 1 to 64 characters");
        }
        message.text(1, MAX_ID_LENGTH);
        return new RequestId(message.raw());
    }

    Method knownMethod() {
        if (method == null) {
            throw new UnreadableException(
                    ErrorCode.UNKNOWN_METHOD,
                    "There is no method " + Words.quote(requireNonNull(methodName)) + ".");
        }
        return method;
    }
}
