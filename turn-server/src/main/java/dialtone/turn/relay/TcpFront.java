package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.udp.NioUdpLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Lets TCP clients in.
///
/// Threading: for the shard's thread, once it is listening.
final class TcpFront {

    private static final Logger LOG = LoggerFactory.getLogger(TcpFront.class);

    /// How long a connection may be without an allocation.
    private static final Duration IDLE_TIME = Duration.ofMinutes(1);

    private static final int BACKLOG = 1024;

    /// A whole message, and the beginning of the next.
    private static final int READ_BUFFER_BYTES = 2 * 65_664;

    private final NioUdpLoop loop;
    private final PacketSlots slots;
    private final Relay relay;
    private final Allocations allocations;
    private final RelayContext context;
    private final int maxConnections;
    private final Runnable wake;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
    private final Set<TcpClient> clients = new LinkedHashSet<>();
    private long nowNanos;

    TcpFront(
            NioUdpLoop loop,
            PacketSlots slots,
            Relay relay,
            Allocations allocations,
            RelayContext context,
            int maxConnections,
            Runnable wake) {
        this.loop = loop;
        this.slots = slots;
        this.relay = relay;
        this.allocations = allocations;
        this.context = context;
        this.maxConnections = maxConnections;
        this.wake = wake;
    }

    void listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.configureBlocking(false);
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(address, BACKLOG);
            listener.register(
                    loop.selector(), SelectionKey.OP_ACCEPT, (Runnable) () -> accept(listener));
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /// Something is ready: lets the shard look at its clock.
    void wake() {
        wake.run();
    }

    private void accept(ServerSocketChannel listener) {
        wake();
        try {
            SocketChannel channel;
            while ((channel = listener.accept()) != null) {
                admit(channel);
            }
        } catch (IOException e) {
            LOG.warn("event=tcp_accept_failed cause={}", e.toString());
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        if (clients.size() >= maxConnections) {
            LOG.warn("event=tcp_client_refused connections={}", clients.size());
            channel.close();
            return;
        }
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            TcpClient client = new TcpClient(this, channel, nowNanos);
            client.registered(channel.register(loop.selector(), SelectionKey.OP_READ, client));
            clients.add(client);
        } catch (IOException e) {
            LOG.debug("event=tcp_client_lost cause={}", e.toString());
            channel.close();
        }
    }

    void now(long nanos) {
        nowNanos = nanos;
    }

    void closeIdle() {
        for (TcpClient client : List.copyOf(clients)) {
            if (client.isIdleSince(nowNanos - IDLE_TIME.toNanos())) {
                client.close();
            }
        }
    }

    void closeAll() {
        List.copyOf(clients).forEach(TcpClient::close);
    }

    void closed(TcpClient client) {
        clients.remove(client);
    }

    void end(Allocation allocation) {
        allocations.clientLost(allocation, nowNanos);
    }

    ByteBuffer readBuffer() {
        return readBuffer;
    }

    PacketSlots slots() {
        return slots;
    }

    Relay relay() {
        return relay;
    }

    TurnMetrics metrics() {
        return context.metrics();
    }
}
