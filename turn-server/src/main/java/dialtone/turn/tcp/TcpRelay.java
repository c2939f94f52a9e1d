package dialtone.turn.tcp;

import dialtone.udp.Remote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// A relayed address for TCP (RFC 6062): takes connections of peers, and makes connections to them
/// that come from it.
///
/// Threading: for the shard's thread; listening and connecting wait on virtual threads.
public final class TcpRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);

    /// How long a client has to bind a connection (RFC 6062 section 5.2).
    private static final Duration BIND_TIME = Duration.ofSeconds(30);

    private static final int CONNECT_MILLIS = 30_000;
    private static final int BACKLOG = 16;

    private final InetSocketAddress local;
    private final Owner owner;
    private final Executor shard;
    private final PeerConnections registry;
    private final int max;
    private final ServerSocketChannel listener;
    private final Set<PeerConnection> connections = new LinkedHashSet<>();
    private final Set<Remote> connecting = new HashSet<>();
    private boolean closed;

    /// Whose relayed address it is. Called on the shard's thread, but for the meter.
    public interface Owner extends PeerConnection.Meter {

        String username();

        boolean permits(Remote peer);

        /// A peer has connected: the client is to be told.
        void attempted(PeerConnection connection);

        long nanoTime();
    }

    /// What became of a wish for a connection.
    public sealed interface Connected {

        record Done(PeerConnection connection) implements Connected {}

        record Failed(String words) implements Connected {}
    }

    private TcpRelay(
            InetSocketAddress local,
            Owner owner,
            Executor shard,
            PeerConnections registry,
            int max,
            ServerSocketChannel listener) {
        this.local = local;
        this.owner = owner;
        this.shard = shard;
        this.registry = registry;
        this.max = max;
        this.listener = listener;
    }

    /// Listens at an address.
    ///
    /// @param max connections there may be at once
    public static TcpRelay open(
            InetSocketAddress local, Owner owner, Executor shard, PeerConnections registry, int max)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            // Connections to peers are made from the same address.
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            listener.bind(local, BACKLOG);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        TcpRelay relay = new TcpRelay(local, owner, shard, registry, max, listener);
        Thread.ofVirtual().name("turn-tcp-listen").start(relay::accept);
        return relay;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                shard.execute(() -> accepted(channel));
            }
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_listen_ended cause={}", e.toString());
        }
    }

    private void accepted(SocketChannel channel) {
        try {
            Remote peer = Remote.of((InetSocketAddress) channel.getRemoteAddress());
            if (closed || connections.size() >= max || !owner.permits(peer)) {
                channel.close();
                return;
            }
            owner.attempted(opened(channel, peer));
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_peer_lost cause={}", e.toString());
        }
    }

    private PeerConnection opened(SocketChannel channel, Remote peer) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        PeerConnection connection =
                registry.open(
                        id ->
                                new PeerConnection(
                                        id,
                                        peer,
                                        owner.username(),
                                        owner.nanoTime(),
                                        channel,
                                        owner,
                                        this::ended));
        connections.add(connection);
        return connection;
    }

    private void ended(PeerConnection connection) {
        registry.closed(connection);
        shard.execute(() -> connections.remove(connection));
    }

    /// Whether there is a connection with this peer, or there will be.
    public boolean has(Remote peer) {
        return connecting.contains(peer)
                || connections.stream().anyMatch(connection -> connection.peer().equals(peer));
    }

    public boolean isFull() {
        return connections.size() + connecting.size() >= max;
    }

    /// Connects to a peer.
    ///
    /// @param done is told on the shard's thread, if the relay still exists then
    public void connect(Remote peer, Consumer<Connected> done) {
        connecting.add(peer);
        Thread.ofVirtual().name("turn-tcp-connect").start(() -> connectNow(peer, done));
    }

    private void connectNow(Remote peer, Consumer<Connected> done) {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                channel.bind(local);
                channel.socket().connect(peer.socketAddress(), CONNECT_MILLIS);
                shard.execute(() -> connected(channel, peer, done));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            String words = "The peer cannot be reached: " + e.getMessage();
            shard.execute(() -> failed(peer, words, done));
        }
    }

    private void connected(SocketChannel channel, Remote peer, Consumer<Connected> done) {
        connecting.remove(peer);
        try {
            if (closed) {
                channel.close();
            } else {
                done.accept(new Connected.Done(opened(channel, peer)));
            }
        } catch (IOException e) {
            done.accept(new Connected.Failed("The peer has gone: " + e.getMessage()));
        }
    }

    private void failed(Remote peer, String words, Consumer<Connected> done) {
        connecting.remove(peer);
        if (!closed) {
            done.accept(new Connected.Failed(words));
        }
    }

    /// Closes connections that no client has wanted in time.
    public void closeForgotten() {
        long since = owner.nanoTime() - BIND_TIME.toNanos();
        for (PeerConnection connection : List.copyOf(connections)) {
            if (connection.isWaitingSince(since)) {
                connection.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_close_failed cause={}", e.toString());
        }
        List.copyOf(connections).forEach(PeerConnection::close);
    }
}
