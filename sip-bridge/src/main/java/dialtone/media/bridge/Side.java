package dialtone.media.bridge;

/// One of the two legs of a bridge.
public enum Side {
    FIRST,
    SECOND;

    public Side other() {
        return this == FIRST ? SECOND : FIRST;
    }
}
