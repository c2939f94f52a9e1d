package dialtone.turn.stream;

import dialtone.config.Problems.Problem;
import dialtone.tls.CertificateRenewal;
import dialtone.tls.TlsCertificate;
import dialtone.tls.TlsFactory;
import dialtone.tls.TlsHandshakes;
import dialtone.turn.relay.Cidr;
import dialtone.turn.relay.Shard;
import dialtone.turn.stream.StreamMetrics.Refused;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

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
    private final List<Cidr> proxies;
    private final @Nullable TlsCertificate certificate;
    private final TlsHandshakes handshakes;
    private final Server server;

    /// Opens nothing yet.
    ///
    /// @param maxConnections of all clients
    /// @param proxies the load balancers, which say by the PROXY protocol who their clients are
    /// @param certificate null for no TLS
    /// @param shards that the clients are given to
    public StreamListeners(
            int maxConnections,
            List<Cidr> proxies,
            TlsConfig tlsConfig,
            @Nullable TlsCertificate certificate,
            List<Shard> shards,
            MeterRegistry registry) {
        this.maxConnections = maxConnections;
        this.proxies = List.copyOf(proxies);
        this.certificate = certificate;
        metrics = new StreamMetrics(registry, certificate);
        handshakes =
                new TlsHandshakes(
                        tlsConfig.handshakes(), tlsConfig.handshakeTimeout(), this::failed);
        clients = new StreamClients(shards, maxConnections, metrics);
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("turn-tcp");
        threads.setDaemon(true);
        server = new Server(threads);
        if (certificate != null) {
            server.addBean(new CertificateRenewal(certificate, server.getScheduler()));
        }
    }

    private void failed(TlsHandshakes.Failure failure) {
        metrics.refused(
                switch (failure) {
                    case TOO_MANY -> Refused.TOO_MANY_HANDSHAKES;
                    case TIMEOUT -> Refused.HANDSHAKE_TIMEOUT;
                    case FAILED -> Refused.HANDSHAKE_FAILED;
                });
    }

    /// For another server's connector, whose clients become this server's.
    public TurnConnectionFactory connectionFactory() {
        return new TurnConnectionFactory(clients);
    }

    /// Opens a port for TURN, and for TURN over TLS when there is a certificate: which it is, is
    /// told from a connection's first bytes. Connections wait until [#start()].
    ///
    /// @return the address with the real port
    public InetSocketAddress open(InetSocketAddress address) throws IOException {
        TurnConnectionFactory turn = connectionFactory();
        TlsCertificate mine = certificate;
        return mine == null ? open(address, turn, turn) : open(address, turn, tls(mine), turn);
    }

    /// Opens a port for TURN over TLS alone, which needs a certificate.
    public InetSocketAddress openTls(InetSocketAddress address) throws IOException {
        return open(address, connectionFactory(), tls(Objects.requireNonNull(certificate)));
    }

    private TlsFactory tls(TlsCertificate mine) {
        return new TlsFactory(
                mine,
                handshakes,
                TurnConnectionFactory.PROTOCOL,
                TurnConnectionFactory.APPLICATION_PROTOCOLS);
    }

    private InetSocketAddress open(
            InetSocketAddress address,
            TurnConnectionFactory turn,
            ConnectionFactory.Detecting... spoken)
            throws IOException {
        ServerConnector connector = new ServerConnector(server, 0, 1, factories(turn, spoken));
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

    /// The way of a connection: the front door; for load balancers the PROXY header; then what is
    /// spoken. Jetty finds what comes next by name, and what follows a detector in the list gets
    /// all that the detector does not know.
    private ConnectionFactory[] factories(
            TurnConnectionFactory turn, ConnectionFactory.Detecting... spoken) {
        DetectorConnectionFactory detector = new DetectorConnectionFactory(spoken);
        ProxyConnectionFactory header = new ProxyConnectionFactory(detector.getProtocol());
        for (var version : header.getBeans(AbstractConnectionFactory.class)) {
            version.addEventListener(new BadHeaders());
        }
        return new ConnectionFactory[] {
            new FrontDoor(detector, header, proxies, maxConnections, metrics),
            header,
            new RefusingFactory(metrics, Refused.BAD_PROXY_HEADER),
            detector,
            new RefusingFactory(metrics, Refused.UNKNOWN_PROTOCOL),
            turn
        };
    }

    /// Counts connections that ended in their PROXY header.
    private final class BadHeaders implements Connection.Listener {

        @Override
        public void onClosed(Connection connection) {
            // When the header is whole, Jetty puts another connection in this one's place.
            if (!connection.getEndPoint().isOpen()) {
                metrics.refused(Refused.BAD_PROXY_HEADER);
            }
        }
    }

    /// Begins to take connections.
    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the listeners for TCP do not start", e);
        }
    }

    /// A name for clients that is in the certificate; null without one.
    public @Nullable String hostName() {
        return certificate == null ? null : certificate.hostName();
    }

    /// Reads the certificate again, for connections from now on.
    ///
    /// @return what is wrong with it, in which case the one before stays; empty when nothing is
    public List<Problem> reloadCertificate() {
        return certificate == null ? List.of() : certificate.reload();
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
