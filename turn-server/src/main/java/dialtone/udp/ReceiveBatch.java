package dialtone.udp;

import java.lang.foreign.Arena;

/// Receives many datagrams with one system call, and takes apart those that the system has put
/// together (`UDP_GRO`), so that whoever reads them sees single datagrams.
///
/// Threading: for the loop's thread.
final class ReceiveBatch {

    private static final int MESSAGES = 32;
    private static final int IOVEC_BYTES = 16;

    private final MessageHeaders headers;
    private final long buffers;
    private int received;
    private int message;
    private int offset;

    ReceiveBatch(Arena arena) {
        headers = new MessageHeaders(arena, MESSAGES);
        buffers = Memory.allocate(arena, (long) MESSAGES * Datagrams.SLOT_BYTES);
        long iovecs = Memory.allocate(arena, (long) MESSAGES * IOVEC_BYTES);
        for (int i = 0; i < MESSAGES; i++) {
            long iovec = iovecs + (long) i * IOVEC_BYTES;
            Memory.putLong(iovec, buffer(i));
            Memory.putLong(iovec + Long.BYTES, Datagrams.SLOT_BYTES);
            headers.iovecs(i, iovec, 1);
            expect(i);
        }
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
            message = 0;
            received =
                    Math.max(0, Linux.recvmmsg(socket, headers.at(0), Math.min(count, MESSAGES)));
        }
        int taken = 0;
        while (taken < count && message < received) {
            take(into, first + taken++);
        }
        return taken;
    }

    /// Hot path: called per packet.
    private void take(Datagrams into, int slot) {
        int length = headers.length(message);
        int segment = headers.receivedSegmentSize(message);
        int left = length - offset;
        int size = segment == 0 ? left : Math.min(segment, left);
        long name = headers.name(message);
        Memory.copy(buffer(message) + offset, into.payload(slot), size);
        into.received(
                slot,
                size,
                NativeAddress.high(name),
                NativeAddress.low(name),
                NativeAddress.port(name));
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
