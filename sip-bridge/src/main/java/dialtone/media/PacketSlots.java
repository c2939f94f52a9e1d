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

    /// Where received packets lie that have yet to be read.
    private int firstKept;

    private int endOfKept;

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
        boolean fits = next + count <= SLOTS;
        if (fits && meetsKept(count)) {
            next = endOfKept;
            fits = next + count <= SLOTS;
        }
        if (!fits) {
            loop.flush();
            next = 0;
            next = meetsKept(count) ? endOfKept : 0;
        }
        int first = next;
        next += count;
        return first;
    }

    private boolean meetsKept(int count) {
        return next < endOfKept && next + count > firstKept;
    }

    /// Gives out none of these slots until this is called again: what they hold is still to be
    /// read, and one packet can become many.
    ///
    /// Hot path: called per batch.
    void keep(int first, int count) {
        firstKept = first;
        endOfKept = first + count;
    }

    /// Gives back what of the last reservation was not needed.
    void unreserve(int count) {
        next -= count;
    }
}
