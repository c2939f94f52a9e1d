package dialtone.tls;

import dialtone.tls.TlsHandshakes.Failure;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// TLS before another protocol of a connector.
///
/// Threading: for any thread.
public final class TlsFactory extends SslConnectionFactory {

    private final TlsCertificate certificate;
    private final TlsHandshakes handshakes;
    private final List<String> applicationProtocols;

    /// @param next the connector's protocol inside of TLS
    /// @param applicationProtocols what clients may name by ALPN (RFC 7301), the preferred first;
    ///     they need not name anything
    public TlsFactory(
            TlsCertificate certificate,
            TlsHandshakes handshakes,
            String next,
            List<String> applicationProtocols) {
        super(new RenewedContext(certificate), next);
        this.certificate = certificate;
        this.handshakes = handshakes;
        this.applicationProtocols = List.copyOf(applicationProtocols);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        if (!handshakes.begin()) {
            return new RefusedConnection(endPoint, connector.getExecutor());
        }
        Handshake handshake = new Handshake(endPoint, connector.getExecutor());
        try {
            SslConnection connection = (SslConnection) super.newConnection(connector, endPoint);
            handshake.connection = connection;
            connection.addHandshakeListener(handshake);
            connection.addEventListener(handshake);
            handshake.endLater(connector.getScheduler());
            return connection;
        } catch (RuntimeException e) {
            handshake.end();
            throw e;
        }
    }

    @Override
    protected SslConnection newSslConnection(
            Connector connector, EndPoint endPoint, SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        List<String> names = new ArrayList<>(applicationProtocols);
        if (certificate.isChallenged()) {
            names.add(Challenges.PROTOCOL);
        }
        parameters.setApplicationProtocols(names.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return super.newSslConnection(connector, endPoint, engine);
    }

    /// One that goes on.
    ///
    /// Threading: for any thread; who ends it first counts.
    private final class Handshake implements SslHandshakeListener, Connection.Listener {

        private final EndPoint endPoint;
        private final Executor executor;
        private volatile @Nullable SslConnection connection;
        private final AtomicBoolean isOver = new AtomicBoolean();
        private volatile Scheduler.@Nullable Task timer;

        Handshake(EndPoint endPoint, Executor executor) {
            this.endPoint = endPoint;
            this.executor = executor;
        }

        void endLater(Scheduler scheduler) {
            timer =
                    scheduler.schedule(
                            this::timedOut, handshakes.timeoutMillis(), TimeUnit.MILLISECONDS);
        }

        private void timedOut() {
            if (end()) {
                handshakes.failed(Failure.TIMEOUT);
                endPoint.close();
            }
        }

        /// Gives its place back, once.
        private boolean end() {
            if (!isOver.compareAndSet(false, true)) {
                return false;
            }
            handshakes.end();
            Scheduler.Task waiting = timer;
            if (waiting != null) {
                waiting.cancel();
            }
            return true;
        }

        @Override
        public void handshakeSucceeded(Event event) {
            end();
            if (Challenges.PROTOCOL.equals(event.getSSLEngine().getApplicationProtocol())) {
                // It was all that the authority wanted (RFC 8737 section 3). The end of the
                // handshake is still to be written, by this thread.
                executor.execute(this::hangUp);
            }
        }

        private void hangUp() {
            SslConnection challenged = connection;
            if (challenged != null) {
                challenged.getSslEndPoint().close();
            }
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            if (end()) {
                handshakes.failed(Failure.FAILED);
            }
        }

        @Override
        public void onClosed(Connection connection) {
            end();
        }
    }
}
