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
    private final @Nullable Object attachment;
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
            @Nullable Object attachment) {
        this.loop = loop;
        this.descriptor = descriptor;
        this.local = local;
        this.isV6 = isV6;
        this.attachment = attachment;
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
        loop.send(this, from.address(slot) + offset, length, to);
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
        sendFailures++;
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public void close() {
        if (!closed) {
            loop.closing(this);
            closed = true;
        }
    }
}
