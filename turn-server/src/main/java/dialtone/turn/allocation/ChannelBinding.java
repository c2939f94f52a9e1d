package dialtone.turn.allocation;

import dialtone.udp.Remote;

/// A number that stands for a peer, so that its packets need four bytes instead of a STUN message
/// (RFC 8656 section 12).
///
/// Threading: renewed by the shard's thread, read by any.
public final class ChannelBinding {

    public static final int FIRST_NUMBER = 0x4000;

    /// RFC 8656 section 12 ends the range at `0x4FFF`. Clients of RFC 5766, coturn's among them,
    /// choose from all numbers up to this one, and nothing else comes to a relay that looks alike.
    public static final int LAST_NUMBER = 0x7fff;

    private final int number;
    private final Remote peer;
    private volatile long untilNanos;

    ChannelBinding(int number, Remote peer, long untilNanos) {
        this.number = number;
        this.peer = peer;
        this.untilNanos = untilNanos;
    }

    public int number() {
        return number;
    }

    public Remote peer() {
        return peer;
    }

    boolean isAlive(long nowNanos) {
        return untilNanos - nowNanos > 0;
    }

    void renew(long until) {
        untilNanos = until;
    }
}
