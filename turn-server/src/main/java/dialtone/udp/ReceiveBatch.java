package dialtone.udp;

import java.lang.foreign.Arena;

/// Receives many datagrams with one system call, and takes apart those that the system has put
/// together (`UDP_GRO`), so that whoever reads them sees single datagrams.
///
/// Datagrams come right into the slots. Only when the system has put some together, what one call
/// has brought goes by buffers of the batch, from which slots are filled one after the other.
///
/// Threading: for the loop's thread.
final class ReceiveBatch {

    private static final int MESSAGES = 32;
    private static final int IOVEC_BYTES = 16;

    private final MessageHeaders headers;
    private final long iovecs;
    private final long buffers;
    private int received;
    private int message;
    private int offset;

    ReceiveBatch(Arena arena) {
        headers = new MessageHeaders(arena, MESSAGES);
        buffers = Memory.allocate(arena, (long) MESSAGES * Datagrams.SLOT_BYTES);
        iovecs = Memory.allocate(arena, (long) MESSAGES * IOVEC_BYTES);
        for (int i = 0; i < MESSAGES; i++) {
            Memory.putLong(iovec(i) + Long.BYTES, Datagrams.PAYLOAD_BYTES);
            headers.iovecs(i, iovec(i), 1);
            expect(i);
        }
    }

    private long iovec(int index) {
        return iovecs + (long) index * IOVEC_BYTES;
    }

    private long buffer(int index) {
        return buffers + (long) index * Datagrams.SLOT_BYTES;
    }

    private void expect(int index) {
        headers.nameLength(index, NativeAddress.BYTES);
        headers.expectControl(index);
    }

    /// Whether datagrams wait that the system has given and nobody has taken.
    boolean hasMore() {
        return message < received;
    }

    /// Takes up to `count` datagrams: those that wait, or else what the socket has now.
    ///
    /// Hot path: called per batch.
    int receive(int socket, Datagrams into, int first, int count) {
        if (!hasMore()) {
            fetch(socket, into, first, Math.min(count, MESSAGES));
            if (areSingle()) {
                return takeAll(into, first);
            }
            setAside(into, first);
        }
        int taken = 0;
        while (taken < count && message < received) {
            take(into, first + taken++);
        }
        return taken;
    }

    private void fetch(int socket, Datagrams into, int first, int count) {
        for (int i = 0; i < count; i++) {
            Memory.putLong(iovec(i), into.payload(first + i));
        }
        message = 0;
        received = Math.max(0, Linux.recvmmsg(socket, headers.at(0), count));
    }

    private boolean areSingle() {
        for (int i = 0; i < received; i++) {
            int segment = headers.receivedSegmentSize(i);
            if (segment != 0 && segment < headers.length(i)) {
                return false;
            }
        }
        return true;
    }

    /// All are where they belong; only who sent them is left to say.
    private int takeAll(Datagrams into, int first) {
        int all = received;
        for (int i = 0; i < all; i++) {
            received(into, first + i, headers.length(i), i);
            expect(i);
        }
        received = 0;
        return all;
    }

    /// Puts what came to the slots into the buffers.
    private void setAside(Datagrams into, int first) {
        for (int i = 0; i < received; i++) {
            Memory.copy(into.payload(first + i), buffer(i), headers.length(i));
        }
    }

    private void received(Datagrams into, int slot, int length, int from) {
        long name = headers.name(from);
        into.received(
                slot,
                length,
                NativeAddress.high(name),
                NativeAddress.low(name),
                NativeAddress.port(name));
    }

    /// Hot path: called per packet.
    private void take(Datagrams into, int slot) {
        int length = headers.length(message);
        int segment = headers.receivedSegmentSize(message);
        int left = length - offset;
        int size = segment == 0 ? left : Math.min(segment, left);
        Memory.copy(buffer(message) + offset, into.payload(slot), size);
        received(into, slot, size, message);
        offset += size;
        if (offset >= length) {
            expect(message);
            message++;
            offset = 0;
        }
    }

    /// Forgets what waits: its socket is closed.
    void clear() {
        while (message < received) {
            expect(message++);
        }
        offset = 0;
    }
}
