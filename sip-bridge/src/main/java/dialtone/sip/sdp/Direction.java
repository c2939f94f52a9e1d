package dialtone.sip.sdp;

import java.util.Locale;

/// Which ways media flows, as the side sees it whose description says so.
public enum Direction {
    SENDRECV(true, true),
    SENDONLY(true, false),
    RECVONLY(false, true),
    INACTIVE(false, false);

    private final boolean isSending;
    private final boolean isReceiving;

    Direction(boolean isSending, boolean isReceiving) {
        this.isSending = isSending;
        this.isReceiving = isReceiving;
    }

    public static Direction of(boolean isSending, boolean isReceiving) {
        if (isSending) {
            return isReceiving ? SENDRECV : SENDONLY;
        }
        return isReceiving ? RECVONLY : INACTIVE;
    }

    public boolean isSending() {
        return isSending;
    }

    public boolean isReceiving() {
        return isReceiving;
    }

    /// As the other side sees it.
    public Direction reversed() {
        return of(isReceiving, isSending);
    }

    /// The ways that both have.
    public Direction and(Direction other) {
        return of(isSending && other.isSending, isReceiving && other.isReceiving);
    }

    /// The attribute's name.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
