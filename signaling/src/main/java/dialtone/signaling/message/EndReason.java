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
    SERVER_DRAIN("server-drain");

    private final String wire;

    EndReason(String wire) {
        this.wire = wire;
    }

    /// The word on the wire.
    public String wire() {
        return wire;
    }
}
