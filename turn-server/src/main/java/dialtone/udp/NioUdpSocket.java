package dialtone.udp;

import jdk.net.ExtendedSocketOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;

/// A socket by means of Java alone: one system call for each datagram.
///
/// Threading: for the loop's thread.
final class NioUdpSocket implements UdpSocket {

    private static final Logger LOG = LoggerFactory.getLogger(NioUdpSocket.class);

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final @Nullable Object attachment;
    private long sendFailures;

    NioUdpSocket(DatagramChannel channel, @Nullable Object attachment) throws IOException {
        this.channel = channel;
        this.attachment = attachment;
        this.local = (InetSocketAddress) channel.getLocalAddress();
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
        for (int i = 0; i < count; i++) {
            ByteBuffer slot = into.slot(first + i);
            slot.limit(slot.capacity()).position(Datagrams.HEADROOM);
            InetSocketAddress from = receive(slot);
            if (from == null) {
                return i;
            }
            byte[] address = from.getAddress().getAddress();
            into.received(
                    first + i,
                    slot.position() - Datagrams.HEADROOM,
                    Remote.high(address),
                    Remote.low(address),
                    from.getPort());
        }
        return count;
    }

    /// An unreachable peer makes some systems fail the next call, whatever it is for; what came
    /// after it is still to be read, and the next poll tells so.
    private @Nullable InetSocketAddress receive(ByteBuffer slot) {
        try {
            return (InetSocketAddress) channel.receive(slot);
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public void send(Datagrams from, int slot, int offset, int length, Remote to) {
        ByteBuffer bytes = from.slot(slot);
        bytes.limit(offset + length).position(offset);
        try {
            if (channel.send(bytes, to.socketAddress()) == 0) {
                sendFailures++;
            }
        } catch (IOException | UnsupportedAddressTypeException _) {
            // No route, another family, or nobody there: the datagram is lost, as the network may
            // lose any.
            sendFailures++;
        }
        bytes.clear();
    }

    @Override
    public void allowFragments(boolean allowed) {
        try {
            channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, !allowed);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("event=udp_dont_fragment_failed address={} cause={}", local, e.toString());
        }
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("event=udp_close_failed address={} cause={}", local, e.toString());
        }
    }
}
