package dialtone.udp;

/// Gives out the slots of a loop's packet memory in turn, and has everything sent that lies in a
/// slot before the slot is used again.
///
///     PacketSlots slots = new PacketSlots(loop, 64);
///     int first = slots.reserve(16);
///     int count = socket.receive(slots.datagrams(), first, 16);
///     slots.unreserve(16 - count);
///     slots.keep(first, count);
///     ... // each packet is sent from its slot, or makes others in slots of their own
///     slots.release();
///
/// Threading: for one thread, the loop's.
public final class PacketSlots {

    private final int slots;
    private final Datagrams datagrams;
    private final UdpLoop loop;
    private int next;

    /// Where received packets lie that have yet to be handled.
    private int firstKept;

    private int endOfKept;

    /// What was kept when slots were given out from the beginning again. What was sent from there
    /// since then still waits, although all before it has gone.
    private int firstWaiting;

    private int endOfWaiting;

    /// Makes the memory.
    ///
    /// @param slots how many there are
    public PacketSlots(UdpLoop loop, int slots) {
        this.loop = loop;
        this.slots = slots;
        datagrams = new Datagrams(slots);
    }

    /// The memory.
    public Datagrams datagrams() {
        return datagrams;
    }

    /// The first of so many slots, one after another, in which nothing lies any more.
    ///
    /// Hot path: called per batch.
    public int reserve(int count) {
        if (meets(count, firstKept, endOfKept)) {
            next = endOfKept;
        }
        if (next + count > slots) {
            loop.flush();
            firstWaiting = firstKept;
            endOfWaiting = endOfKept;
            next = 0;
            if (meets(count, firstKept, endOfKept)) {
                next = endOfKept;
            }
        } else if (meets(count, firstWaiting, endOfWaiting)) {
            loop.flush();
            endOfWaiting = firstWaiting;
        }
        int first = next;
        next += count;
        return first;
    }

    private boolean meets(int count, int first, int end) {
        return first < end && next < end && next + count > first;
    }

    /// Gives back what of the last reservation was not needed.
    public void unreserve(int count) {
        next -= count;
    }

    /// Gives out none of these slots until [#release()]: what they hold is still to be handled,
    /// and one packet can become many.
    ///
    /// Hot path: called per batch.
    public void keep(int first, int count) {
        firstKept = first;
        endOfKept = first + count;
    }

    /// All that was kept has been handled.
    ///
    /// Hot path: called per batch.
    public void release() {
        endOfKept = firstKept;
    }
}
