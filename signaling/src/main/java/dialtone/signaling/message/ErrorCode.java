package dialtone.signaling.message;

/// Why a request was not done, as a program reads it; the words for a person travel beside it.
///
/// One constant for each code of the AsyncAPI file, in its order.
public enum ErrorCode {
    /// The message is no JSON, or repeats a member.
    PARSE("signaling/parse", -32700, false, Action.FIX_REQUEST),
    /// It is JSON but no JSON-RPC request.
    INVALID_REQUEST("signaling/invalid-request", -32600, false, Action.FIX_REQUEST),
    UNKNOWN_METHOD("signaling/unknown-method", -32601, false, Action.FIX_REQUEST),
    INVALID_PARAMS("signaling/invalid-params", -32602, false, Action.FIX_REQUEST),
    NOT_OPEN("signaling/not-open", -32000, false, Action.FIX_REQUEST),
    ALREADY_OPEN("signaling/already-open", -32000, false, Action.FIX_REQUEST),
    RATE_LIMITED("signaling/rate-limited", -32000, true, Action.RETRY),
    OVERLOADED("signaling/overloaded", -32000, true, Action.RETRY),
    DRAINING("signaling/draining", -32000, true, Action.RETRY),
    TICKET_MISSING("auth/ticket-missing", -32000, false, Action.REAUTHENTICATE),
    TICKET_MALFORMED("auth/ticket-malformed", -32000, false, Action.REAUTHENTICATE),
    TICKET_FORGED("auth/ticket-forged", -32000, false, Action.REAUTHENTICATE),
    TICKET_EXPIRED("auth/ticket-expired", -32000, false, Action.REAUTHENTICATE),
    /// Waiting helps, so the client may retry with the same ticket.
    TICKET_NOT_YET_VALID("auth/ticket-not-yet-valid", -32000, true, Action.RETRY),
    /// The ticket is bound to a key: the same again, with a signature of what the answer gives.
    PROOF_NEEDED("auth/proof-needed", -32000, true, Action.RETRY),
    PROOF_WRONG("auth/proof-wrong", -32000, false, Action.REAUTHENTICATE),
    FORBIDDEN_ORIGIN("auth/forbidden-origin", -32000, false, Action.CONTACT_SUPPORT),
    FORBIDDEN_DESTINATION("auth/forbidden-destination", -32000, false, Action.CONTACT_SUPPORT),
    FORBIDDEN_ROOM("auth/forbidden-room", -32000, false, Action.CONTACT_SUPPORT),
    FORBIDDEN_PRESENCE("auth/forbidden-presence", -32000, false, Action.CONTACT_SUPPORT),
    FORBIDDEN_MESSAGE("auth/forbidden-message", -32000, false, Action.CONTACT_SUPPORT),
    /// Somebody may connect under the address in a moment, so trying again may help.
    CALL_NOT_FOUND("call/not-found", -32000, true, Action.RETRY),
    CALL_UNKNOWN("call/unknown", -32000, false, Action.FIX_REQUEST),
    CALL_ENDED("call/ended", -32000, false, Action.NONE),
    CALL_WRONG_STATE("call/wrong-state", -32000, false, Action.FIX_REQUEST),
    CALL_TOO_MANY("call/too-many", -32000, true, Action.RETRY),
    CALL_TRANSFER_UNSUPPORTED("call/transfer-unsupported", -32000, false, Action.NONE),
    CALL_DIGITS_UNSUPPORTED("call/digits-unsupported", -32000, false, Action.NONE),
    ROOM_NOT_JOINED("room/not-joined", -32000, false, Action.FIX_REQUEST),
    ROOM_ALREADY_JOINED("room/already-joined", -32000, false, Action.NONE),
    ROOM_NO_SUCH_PEER("room/no-such-peer", -32000, false, Action.NONE),
    ROOM_FULL("room/full", -32000, true, Action.RETRY),
    ROOM_TOO_MANY("room/too-many", -32000, true, Action.RETRY),
    PRESENCE_TOO_MANY("presence/too-many", -32000, true, Action.RETRY),
    PRESENCE_RATE_LIMITED("presence/rate-limited", -32000, true, Action.RETRY),
    MESSAGE_RATE_LIMITED("message/rate-limited", -32000, true, Action.RETRY),
    /// Somebody may connect under the address in a moment.
    MESSAGE_NOBODY("message/nobody", -32000, true, Action.RETRY),
    MESSAGE_FULL("message/full", -32000, true, Action.RETRY);

    /// What the client should do about it.
    public enum Action {
        RETRY("retry"),
        REAUTHENTICATE("reauthenticate"),
        FIX_REQUEST("fix-request"),
        CONTACT_SUPPORT("contact-support"),
        NONE("none");

        private final String wire;

        Action(String wire) {
            this.wire = wire;
        }

        /// The word on the wire.
        public String wire() {
            return wire;
        }
    }

    private final String wire;
    private final int jsonRpcCode;
    private final boolean retryable;
    private final Action action;

    ErrorCode(String wire, int jsonRpcCode, boolean retryable, Action action) {
        this.wire = wire;
        this.jsonRpcCode = jsonRpcCode;
        this.retryable = retryable;
        this.action = action;
    }

    /// The code on the wire, `area/reason`.
    public String wire() {
        return wire;
    }

    /// JSON-RPC's own number: one of its reserved codes for a message that could not be read.
    public int jsonRpcCode() {
        return jsonRpcCode;
    }

    /// Whether the same request may succeed later.
    public boolean retryable() {
        return retryable;
    }

    public Action action() {
        return action;
    }

    /// Whether it is the ticket that was refused, or what it does not allow.
    public boolean isAuth() {
        return wire.startsWith("auth/");
    }
}
