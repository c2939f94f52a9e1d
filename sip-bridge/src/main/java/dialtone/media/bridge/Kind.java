package dialtone.media.bridge;

/// What is in a packet of a leg.
enum Kind {
    AUDIO(0),
    NOISE(1),
    EVENT(2),
    /// Of a payload type that was not agreed on.
    OTHER(3);

    private final int type;

    Kind(int type) {
        this.type = type;
    }

    /// The payload type it has between two legs, whatever each of them calls it.
    int type() {
        return type;
    }
}
