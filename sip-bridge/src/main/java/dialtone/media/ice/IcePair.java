package dialtone.media.ice;

import dialtone.udp.Remote;

/// An address of the other end that checks have come from. The other half of the pair is the port.
///
/// Threading: for the port's thread.
final class IcePair {

    private final Remote remote;
    private long checkedNanos;

    IcePair(Remote remote, long nowNanos) {
        this.remote = remote;
        this.checkedNanos = nowNanos;
    }

    Remote remote() {
        return remote;
    }

    void checked(long nowNanos) {
        checkedNanos = nowNanos;
    }

    long checkedNanos() {
        return checkedNanos;
    }
}
