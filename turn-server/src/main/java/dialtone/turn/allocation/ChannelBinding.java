package dialtone.turn.allocation;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

/// A number that stands for a peer, so that its packets need four bytes instead of a STUN message
/// (RFC 8656 section 12).
///
/// Threading: renewed by the shard's thread, read by any. The permission may be found by several
/// threads at once; each finds the same.
public final class ChannelBinding {

    public static final int FIRST_NUMBER = 0x4000;

    /// RFC 8656 section 12 ends the range at `0x4FFF`. Clients of RFC 5766, coturn's among them,
    /// choose from all numbers up to this one, and nothing else comes to a relay that looks alike.
    public static final int LAST_NUMBER = 0x7fff;

    private final int number;
    private final Remote peer;
    private volatile long untilNanos;

    /// The peer's, as it was found last. One that has ended may have a successor.
    private Permissions.@Nullable Permission permission;

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

    /// Whether the peer has a permission. As long as the one that was found last is good, the
    /// others are not looked through.
    ///
    /// Hot path: called per packet, by any thread.
    boolean isPermitted(Permissions permissions, long nowNanos) {
        Permissions.Permission known = permission;
        if (known != null && known.isAlive(nowNanos)) {
            return true;
        }
        known = permissions.find(peer.high(), peer.low());
        permission = known;
        return known != null && known.isAlive(nowNanos);
    }

    boolean isAlive(long nowNanos) {
        return untilNanos - nowNanos > 0;
    }

    void renew(long until) {
        untilNanos = until;
    }
}
