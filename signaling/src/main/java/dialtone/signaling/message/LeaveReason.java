package dialtone.signaling.message;

/// Why somebody is no longer in a room.
public enum LeaveReason {
    LEFT("left"),
    SIGNALING_LOST("signaling-lost");

    private final String wire;

    LeaveReason(String wire) {
        this.wire = wire;
    }

    /// The word on the wire.
    public String wire() {
        return wire;
    }
}
