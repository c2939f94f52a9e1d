package dialtone.signaling.message;

/// Why a call is over.
public enum EndReason {
    HANGUP("hangup"),
    DECLINED("declined"),
    BUSY("busy"),
    NO_ANSWER("no-answer"),
    CANCELLED("cancelled"),
    ANSWERED_ELSEWHERE("answered-elsewhere"),
    SIGNALING_LOST("signaling-lost"),
    MEDIA_FAILED("media-failed"),
    SERVER_DRAIN("server-drain"),
    /// The number is not in use, or nothing serves it.
    NOT_FOUND("not-found"),
    /// Calling it is not allowed.
    FORBIDDEN("forbidden"),
    /// It exists, but cannot be reached now.
    UNREACHABLE("unreachable"),
    /// The longest time that is allowed is over.
    TIME_LIMIT("time-limit"),
    /// The other side was connected with somebody else, as was asked.
    TRANSFERRED("transferred"),
    FAILED("failed");

    private final String wire;

    EndReason(String wire) {
        this.wire = wire;
    }

    /// The word on the wire.
    public String wire() {
        return wire;
    }
}
