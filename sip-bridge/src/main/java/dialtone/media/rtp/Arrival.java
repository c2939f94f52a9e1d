package dialtone.media.rtp;

/// What [ReceiveStatistics] made of a packet.
public enum Arrival {
    /// The source is not believed yet: its first packets have to follow each other.
    PROBATION,
    /// Newer than all before it.
    NEWEST,
    /// Older than one that came before it.
    LATE,
    /// It came before.
    DUPLICATE,
    /// Far from where the stream is. If the next packet follows it, the sender has begun anew.
    STRAY;

    /// Whether the packet is part of the stream and new to it.
    public boolean isUsable() {
        return this == NEWEST || this == LATE;
    }
}
