package dialtone.turn.stream;

import dialtone.turn.relay.Shard;
import dialtone.turn.stream.StreamMetrics.Refused;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The ports clients connect to.
///
/// Threading: opened, started and closed by one thread; its work is done by a pool of its own.
public final class StreamListeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamListeners.class);

    private static final int MIN_THREADS = 2;
    private static final int MAX_THREADS = 32;
    private static final int BACKLOG = 1024;

    /// How long a connection may take until it is known what it speaks.
    private static final int FIRST_BYTES_MILLIS = 10_000;

    private final StreamMetrics metrics;
    private final StreamClients clients;
    private final int maxConnections;
    private final Server server;

    /// Opens nothing yet.
    ///
    /// @param maxConnections of all clients
    /// @param shards that the clients are given to
    public StreamListeners(int maxConnections, List<Shard> shards, MeterRegistry registry) {
        this.maxConnections = maxConnections;
        metrics = new StreamMetrics(registry);
        clients = new StreamClients(shards, maxConnections, metrics);
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("turn-tcp");
        threads.setDaemon(true);
        server = new Server(threads);
    }

    /// For another server's connector, whose clients become this server's.
    public TurnConnectionFactory connectionFactory() {
        return new TurnConnectionFactory(clients);
    }

    /// Opens a port; connections wait until [#start()].
    ///
    /// @return the address with the real port
    public InetSocketAddress open(InetSocketAddress address) throws IOException {
        ServerConnector connector = new ServerConnector(server, 0, 1, factories());
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(FIRST_BYTES_MILLIS);
        try {
            connector.open();
        } catch (IOException | RuntimeException e) {
            connector.close();
            throw e;
        }
        server.addConnector(connector);
        return new InetSocketAddress(address.getAddress(), connector.getLocalPort());
    }

    private ConnectionFactory[] factories() {
        TurnConnectionFactory turn = connectionFactory();
        List<ConnectionFactory> factories = new ArrayList<>();
        DetectorConnectionFactory detector = new DetectorConnectionFactory(turn);
        factories.add(new FrontDoor(detector, maxConnections, metrics));
        factories.add(detector);
        factories.add(new RefusingFactory(metrics, Refused.UNKNOWN_PROTOCOL));
        factories.add(turn);
        return factories.toArray(ConnectionFactory[]::new);
    }

    /// Begins to take connections.
    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the listeners for TCP do not start", e);
        }
    }

    public boolean isHealthy() {
        return server.isRunning();
    }

    @Override
    public void close() {
        clients.close();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("event=turn_listeners_stop_failed", e);
        }
        for (var connector : server.getConnectors()) {
            // One that was never started is open nevertheless.
            ((ServerConnector) connector).close();
        }
    }
}
