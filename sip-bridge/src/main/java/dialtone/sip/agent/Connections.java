package dialtone.sip.agent;

import dialtone.signaling.task.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// All connections, and the ports on which others make them.
///
/// A request to a target goes over the connection that is there: over TCP one that was made by
/// either side, over TLS one that was made here, for only then is it known who is at the other end
/// (RFC 5923). Requests inside of a dialog may name the connection that the dialog came by
/// ([Target#at]).
///
/// Threading: for any thread; each port has a virtual thread that accepts.
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int BACKLOG = 128;

    private record Key(Transport transport, InetSocketAddress address, String host) {}

    private final AgentConfig config;
    private final Timers timers;
    private final Receiver receiver;
    private final SipMetrics metrics;
    private final Map<Key, Connection> reusable = new ConcurrentHashMap<>();
    private final Set<Connection> all = ConcurrentHashMap.newKeySet();
    private final Set<ServerSocket> ports = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    Connections(AgentConfig config, Timers timers, Receiver receiver, SipMetrics metrics) {
        this.config = config;
        this.timers = timers;
        this.receiver = receiver;
        this.metrics = metrics;
    }

    /// Listens; the port that was taken.
    int listen(Transport transport, InetSocketAddress address) throws IOException {
        ServerSocket port = new ServerSocket();
        try {
            port.setReuseAddress(true);
            port.bind(address, BACKLOG);
        } catch (IOException e) {
            port.close();
            throw e;
        }
        ports.add(port);
        Thread.ofVirtual()
                .name("sip-accept-" + port.getLocalPort())
                .start(() -> acceptAll(transport, port));
        return port.getLocalPort();
    }

    private void acceptAll(Transport transport, ServerSocket port) {
        while (!port.isClosed()) {
            try {
                accept(transport, port.accept());
            } catch (IOException e) {
                LOG.debug("event=sip_accept_failed reason={}", e.toString());
            }
        }
    }

    private void accept(Transport transport, Socket socket) throws IOException {
        InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        InetAddress address = remote.getAddress();
        int count = perAddress.merge(address, 1, Integer::sum);
        if (count > config.maxConnectionsPerAddress() || all.size() >= config.maxConnections()) {
            leave(address);
            metrics.dropped(SipMetrics.Dropped.TOO_MANY_CONNECTIONS);
            socket.close();
            return;
        }
        Key key = new Key(transport, remote, "");
        Connection[] self = new Connection[1];
        Connection connection =
                new Connection(
                        transport,
                        remote,
                        socket,
                        transport == Transport.TLS ? () -> asServer(socket) : () -> socket,
                        config,
                        timers,
                        receiver,
                        () -> {
                            leave(address);
                            forget(key, self[0]);
                        });
        self[0] = connection;
        if (transport == Transport.TCP) {
            reusable.put(key, connection);
        }
        begin(connection);
    }

    private void leave(InetAddress address) {
        perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    private Socket asServer(Socket socket) throws IOException {
        Supplier<SSLContext> contexts = config.serverTls();
        if (contexts == null) {
            throw new IOException("there is no certificate");
        }
        SSLSocket tls =
                (SSLSocket) contexts.get().getSocketFactory().createSocket(socket, null, true);
        tls.setUseClientMode(false);
        return afterHandshake(tls);
    }

    /// The connection to a target, which may have to be made first: what is sent waits for it.
    Connection to(Target target) {
        Key key =
                new Key(
                        target.transport(),
                        target.address(),
                        target.transport() == Transport.TLS ? target.host() : "");
        Connection[] made = new Connection[1];
        Connection connection =
                reusable.compute(
                        key,
                        (_, known) -> {
                            if (known != null && known.isOpen()) {
                                return known;
                            }
                            made[0] = connect(target, key);
                            return made[0];
                        });
        if (made[0] != null) {
            begin(made[0]);
            made[0].keepAlive(config.keepAlive());
        }
        return connection;
    }

    private Connection connect(Target target, Key key) {
        Socket socket = new Socket();
        Connection[] self = new Connection[1];
        Connection connection =
                new Connection(
                        target.transport(),
                        target.address(),
                        socket,
                        () -> open(socket, target),
                        config,
                        timers,
                        receiver,
                        () -> forget(key, self[0]));
        self[0] = connection;
        return connection;
    }

    private Socket open(Socket socket, Target target) throws IOException {
        socket.connect(target.address(), (int) config.connect().toMillis());
        if (target.transport() != Transport.TLS) {
            return socket;
        }
        SSLSocket tls =
                (SSLSocket)
                        config.clientTls()
                                .apply(target)
                                .getSocketFactory()
                                .createSocket(
                                        socket, target.host(), target.address().getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return afterHandshake(tls);
    }

    private Socket afterHandshake(SSLSocket tls) throws IOException {
        tls.setSoTimeout((int) config.connect().toMillis());
        tls.startHandshake();
        return tls;
    }

    private void begin(Connection connection) {
        all.add(connection);
        metrics.connections(all.size());
        connection.start();
    }

    private void forget(Key key, Connection connection) {
        reusable.remove(key, connection);
        all.remove(connection);
        metrics.connections(all.size());
    }

    void close() {
        for (ServerSocket port : ports) {
            try {
                port.close();
            } catch (IOException e) {
                LOG.debug("event=sip_close_failed reason={}", e.toString());
            }
        }
        all.forEach(Connection::close);
    }
}
