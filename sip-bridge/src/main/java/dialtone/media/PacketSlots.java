package dialtone.media;

import dialtone.udp.Datagrams;
import dialtone.udp.UdpLoop;

/// Gives out the slots of a port's packet memory in turn, and sends what waits before a slot is
/// used again.
///
/// Threading: for the port's thread.
final class PacketSlots {

    private static final int SLOTS = 64;

    private final Datagrams datagrams = new Datagrams(SLOTS);
    private final UdpLoop loop;
    private int next;

    PacketSlots(UdpLoop loop) {
        this.loop = loop;
    }

    Datagrams datagrams() {
        return datagrams;
    }

    /// The first of so many slots, one after another.
    ///
    /// Hot path: called per batch.
    int reserve(int count) {
        if (next + count > SLOTS) {
            loop.flush();
            next = 0;
        }
        int first = next;
        next += count;
        return first;
    }

    /// Gives back what of the last reservation was not needed.
    void unreserve(int count) {
        next -= count;
    }
}
