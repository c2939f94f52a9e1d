package dialtone.sip.agent;

import dialtone.sip.message.DatagramParser;
import dialtone.sip.message.MessageLimits;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/// A UDP socket and its reader.
///
/// Threading: one thread reads; any thread sends.
final class UdpFlow implements Flow {

    private static final Logger LOG = LoggerFactory.getLogger(UdpFlow.class);
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 1024 * 1024;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final DatagramParser parser;
    private final Receiver receiver;

    private UdpFlow(DatagramChannel channel, MessageLimits limits, Receiver receiver)
            throws IOException {
        this.channel = channel;
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.parser = new DatagramParser(limits);
        this.receiver = receiver;
    }

    static UdpFlow bind(InetSocketAddress address, MessageLimits limits, Receiver receiver)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            channel.bind(address);
            return new UdpFlow(channel, limits, receiver);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("sip-udp-" + local.getPort()).start(this::readAll);
    }

    InetSocketAddress local() {
        return local;
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                if (channel.receive(buffer) instanceof InetSocketAddress remote) {
                    receiver.receive(
                            parser.parse(buffer.array(), buffer.position()),
                            new Source(this, remote));
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                // Linux tells here that some datagram did not arrive; the socket is as good as
                // ever.
                LOG.debug(
                        "event=sip_receive_failed port={} reason={}",
                        local.getPort(),
                        e.toString());
            } catch (RuntimeException | Error e) {
                LOG.error("event=sip_message_failed port={}", local.getPort(), e);
            }
        }
    }

    @Override
    public Transport transport() {
        return Transport.UDP;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress remote, Runnable onFailure) {
        try {
            channel.send(ByteBuffer.wrap(bytes), remote);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("event=sip_send_failed remote={} reason={}", remote, e.toString());
            onFailure.run();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("event=sip_close_failed reason={}", e.toString());
        }
    }
}
