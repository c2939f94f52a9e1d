package dialtone.udp;

import java.lang.foreign.Arena;

/// Keeps datagrams until they are sent with few system calls: all of one socket in one call, and a
/// run of equally long ones to one remote as one message that the system or the network card takes
/// apart (`UDP_SEGMENT`).
///
/// Threading: for the loop's thread.
final class SendBatch {

    private static final int CAPACITY = 256;
    private static final int IOVEC_BYTES = 16;

    /// The system's bounds for one message in segments.
    private static final int MAX_SEGMENTS = 64;

    private static final int MAX_SEGMENTED_BYTES = 65_000;

    private final MessageHeaders headers;
    private final long iovecs;
    private final LinuxUdpSocket[] sockets = new LinuxUdpSocket[CAPACITY];
    private final Remote[] remotes = new Remote[CAPACITY];
    private final int[] lengths = new int[CAPACITY];

    /// Of each message of the current call: its first datagram.
    private final int[] firsts = new int[CAPACITY + 1];

    private int count;

    SendBatch(Arena arena) {
        headers = new MessageHeaders(arena, CAPACITY);
        iovecs = Memory.allocate(arena, (long) CAPACITY * IOVEC_BYTES);
    }

    /// Keeps one more; sends all before it when it is full.
    ///
    /// Hot path: called per packet.
    void add(LinuxUdpSocket socket, long at, int length, Remote to) {
        if (count == CAPACITY) {
            flush();
        }
        long iovec = iovecs + (long) count * IOVEC_BYTES;
        Memory.putLong(iovec, at);
        Memory.putLong(iovec + Long.BYTES, length);
        sockets[count] = socket;
        remotes[count] = to;
        lengths[count] = length;
        count++;
    }

    /// Sends all.
    ///
    /// Hot path: called per batch.
    void flush() {
        int from = 0;
        while (from < count) {
            from = sendRunOfOneSocket(from);
        }
        count = 0;
    }

    /// Sends what follows from an index on for the same socket.
    ///
    /// @return where the next socket's begins
    private int sendRunOfOneSocket(int from) {
        LinuxUdpSocket socket = sockets[from];
        int messages = 0;
        int next = from;
        while (next < count && sockets[next] == socket) {
            firsts[messages] = next;
            next = describe(messages++, socket, next);
        }
        firsts[messages] = next;
        send(socket, messages);
        return next;
    }

    /// Describes one message: one datagram, or a run of them.
    ///
    /// @return where the next message begins
    private int describe(int message, LinuxUdpSocket socket, int first) {
        Remote to = remotes[first];
        int size = lengths[first];
        int next = first + 1;
        if (socket.canSegment() && size > 0) {
            int total = size;
            while (next < count
                    && next - first < MAX_SEGMENTS
                    && sockets[next] == socket
                    && isSame(remotes[next], to)
                    && lengths[next - 1] == size
                    && lengths[next] <= size
                    && lengths[next] > 0
                    && total + lengths[next] <= MAX_SEGMENTED_BYTES) {
                total += lengths[next++];
            }
        }
        describe(message, socket, first, next - first);
        return next;
    }

    private void describe(int message, LinuxUdpSocket socket, int first, int segments) {
        Remote to = remotes[first];
        headers.nameLength(
                message,
                NativeAddress.write(
                        headers.name(message), socket.isV6(), to.high(), to.low(), to.port()));
        headers.iovecs(message, iovecs + (long) first * IOVEC_BYTES, segments);
        if (segments > 1) {
            headers.segmentSize(message, lengths[first]);
        } else {
            headers.noControl(message);
        }
    }

    @SuppressWarnings("ReferenceEquality") // The same object is the usual case, and quick to see.
    private static boolean isSame(Remote one, Remote other) {
        return one == other || one.equals(other);
    }

    private void send(LinuxUdpSocket socket, int messages) {
        int done = 0;
        while (done < messages) {
            int sent = Linux.sendmmsg(socket.descriptor(), headers.at(done), messages - done);
            done += Math.max(0, sent);
            if (done < messages) {
                sendSingly(socket, done++);
            }
        }
    }

    /// Tries a message that the system did not take once more, a datagram at a time: an ICMP error
    /// for an earlier datagram fails the next call, whatever it is for, and not every way out can
    /// take segments. What is refused again is lost, as any datagram may be.
    private void sendSingly(LinuxUdpSocket socket, int message) {
        int first = firsts[message];
        int end = firsts[message + 1];
        int sent = 0;
        for (int i = first; i < end; i++) {
            describe(message, socket, i, 1);
            if (Linux.sendmmsg(socket.descriptor(), headers.at(message), 1) == 1) {
                sent++;
            } else {
                socket.sendFailed();
            }
        }
        if (end - first > 1 && sent == end - first) {
            socket.segmentsRefused();
        }
    }
}
