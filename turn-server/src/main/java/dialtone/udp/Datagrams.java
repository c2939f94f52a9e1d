package dialtone.udp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Memory for a number of datagrams, each in a slot of its own with room before and after it.
///
/// A relay receives into a slot, writes its header into the room before the payload and sends
/// from the same slot, so no byte of the payload is copied. The memory is off the heap and its
/// slots lie one after another, as system calls for many datagrams at once want them.
///
/// Threading: for one thread, the loop's.
public final class Datagrams {

    /// Where a received payload begins in its slot: room for the longest header a relay adds.
    public static final int HEADROOM = 64;

    /// The longest payload: what a UDP datagram can carry.
    public static final int MAX_PAYLOAD = 65_507;

    /// Room for padding, and what makes slots begin on a cache line.
    static final int SLOT_BYTES = 65_664;

    /// What a slot has room for from its payload on: whatever the system may put together.
    static final int PAYLOAD_BYTES = SLOT_BYTES - HEADROOM;

    private final ByteBuffer memory;
    private final long address;
    private final ByteBuffer[] views;
    private final int[] lengths;
    private final long[] high;
    private final long[] low;
    private final int[] ports;

    public Datagrams(int slots) {
        memory = ByteBuffer.allocateDirect(Math.multiplyExact(slots, SLOT_BYTES));
        address = MemorySegment.ofBuffer(memory).address();
        views = new ByteBuffer[slots];
        for (int slot = 0; slot < slots; slot++) {
            views[slot] = memory.slice(slot * SLOT_BYTES, SLOT_BYTES);
        }
        lengths = new int[slots];
        high = new long[slots];
        low = new long[slots];
        ports = new int[slots];
    }

    public int slots() {
        return views.length;
    }

    /// A slot's bytes, whole: the payload begins at [#HEADROOM]. Use absolute indices; who sets a
    /// limit clears it again, because absolute indices obey it as well.
    public ByteBuffer slot(int slot) {
        return views[slot];
    }

    /// Where a slot begins in memory, for system calls and other foreign functions.
    public long address(int slot) {
        return address + (long) slot * SLOT_BYTES;
    }

    /// Where a slot's payload begins in memory.
    long payload(int slot) {
        return address(slot) + HEADROOM;
    }

    /// How long the received payload is.
    public int length(int slot) {
        return lengths[slot];
    }

    /// The upper half of the sender's address, as [Remote] has it.
    public long high(int slot) {
        return high[slot];
    }

    /// The lower half of the sender's address.
    public long low(int slot) {
        return low[slot];
    }

    /// The sender's port.
    public int port(int slot) {
        return ports[slot];
    }

    /// Says what a slot holds; for who receives into it.
    public void received(int slot, int length, long fromHigh, long fromLow, int fromPort) {
        lengths[slot] = length;
        high[slot] = fromHigh;
        low[slot] = fromLow;
        ports[slot] = fromPort;
    }
}
