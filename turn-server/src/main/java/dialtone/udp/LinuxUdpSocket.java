package dialtone.udp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// A socket of a [LinuxUdpLoop].
///
/// Threading: for the loop's thread.
final class LinuxUdpSocket implements UdpSocket {

    /// So many messages in segments the system may refuse before none is tried again: one refusal
    /// may have been a full buffer or an ICMP error.
    private static final int MAX_REFUSALS = 8;

    private final LinuxUdpLoop loop;
    private final int descriptor;
    private final InetSocketAddress local;
    private final boolean isV6;
    private final int bufferBytes;
    private final @Nullable Object attachment;

    /// Of a socket that is connected to its remote: the one that it is beside.
    private final @Nullable LinuxUdpSocket first;

    private @Nullable DirectSockets direct;
    private int number;
    private int refusals;
    private long sendFailures;
    private boolean fragments = true;
    private boolean closed;

    LinuxUdpSocket(
            LinuxUdpLoop loop,
            int descriptor,
            InetSocketAddress local,
            boolean isV6,
            int bufferBytes,
            @Nullable Object attachment,
            @Nullable LinuxUdpSocket first) {
        this.loop = loop;
        this.descriptor = descriptor;
        this.local = local;
        this.isV6 = isV6;
        this.bufferBytes = bufferBytes;
        this.attachment = attachment;
        this.first = first;
    }

    /// Says under which number the loop knows it.
    void numbered(int given) {
        number = given;
    }

    int number() {
        return number;
    }

    int descriptor() {
        return descriptor;
    }

    boolean isV6() {
        return isV6;
    }

    int bufferBytes() {
        return bufferBytes;
    }

    /// Whether it sends to one remote only, which the system knows.
    boolean isConnected() {
        return first != null;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public int receive(Datagrams into, int first, int count) {
        return closed ? 0 : loop.receive(this, into, first, count);
    }

    @Override
    public void send(Datagrams from, int slot, int offset, int length, Remote to) {
        if (to.isV4() == isV6 || closed) {
            sendFailures++;
            return;
        }
        LinuxUdpSocket socket = direct == null ? this : direct.towards(to);
        loop.send(socket, from.address(slot) + offset, length, to);
    }

    @Override
    public void preferFrequentRemotes() {
        if (direct == null && first == null) {
            direct = new DirectSockets(loop, this);
        }
    }

    @Override
    public void allowFragments(boolean allowed) {
        if (fragments != allowed && !closed) {
            loop.allowFragments(this, allowed);
            fragments = allowed;
        }
    }

    /// Whether several datagrams may be sent as one message in segments.
    boolean canSegment() {
        return refusals < MAX_REFUSALS;
    }

    void segmentsRefused() {
        refusals++;
    }

    void sendFailed() {
        if (first == null) {
            sendFailures++;
        } else {
            first.sendFailed();
        }
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public void close() {
        if (!closed) {
            if (direct != null) {
                direct.close();
            }
            loop.closing(this);
            closed = true;
        }
    }
}
