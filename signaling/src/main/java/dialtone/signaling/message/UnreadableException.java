package dialtone.signaling.message;

/// Carries a refusal out of the nested readers to [RequestReader], which makes a value of it.
final class UnreadableException extends RuntimeException {

    private final transient ErrorCode code;

    UnreadableException(ErrorCode code, String message) {
        // Without a stack trace: it is the client's mistake, not ours, and may come often.
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
