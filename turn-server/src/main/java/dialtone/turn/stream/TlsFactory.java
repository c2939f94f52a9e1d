package dialtone.turn.stream;

import dialtone.tls.TlsCertificate;
import dialtone.turn.stream.StreamMetrics.Refused;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// TLS before TURN. Handshakes are what strangers can make expensive: their number and time are
/// bounded.
///
/// Threading: for any thread.
final class TlsFactory extends SslConnectionFactory {

    /// What clients may name (RFC 7443 section 3); they need not name anything.
    private static final String[] APPLICATION_PROTOCOLS = {"stun.turn", "stun.nat-discovery"};

    private final AtomicInteger handshakes;
    private final int maxHandshakes;
    private final Duration timeout;
    private final StreamMetrics metrics;

    /// @param handshakes how many go on, over all connectors
    TlsFactory(
            TlsCertificate certificate,
            AtomicInteger handshakes,
            TlsConfig config,
            StreamMetrics metrics) {
        super(certificate.contextFactory(), TurnConnectionFactory.PROTOCOL);
        this.handshakes = handshakes;
        this.maxHandshakes = config.handshakes();
        this.timeout = config.handshakeTimeout();
        this.metrics = metrics;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        if (handshakes.incrementAndGet() > maxHandshakes) {
            handshakes.decrementAndGet();
            metrics.refused(Refused.TOO_MANY_HANDSHAKES);
            return new RefusedConnection(endPoint, connector.getExecutor());
        }
        Handshake handshake = new Handshake(endPoint);
        try {
            SslConnection connection = (SslConnection) super.newConnection(connector, endPoint);
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
        parameters.setApplicationProtocols(APPLICATION_PROTOCOLS.clone());
        engine.setSSLParameters(parameters);
        return super.newSslConnection(connector, endPoint, engine);
    }

    /// One that goes on.
    ///
    /// Threading: for any thread; who ends it first counts.
    private final class Handshake implements SslHandshakeListener, Connection.Listener {

        private final EndPoint endPoint;
        private final AtomicBoolean isOver = new AtomicBoolean();
        private volatile Scheduler.@Nullable Task timer;

        Handshake(EndPoint endPoint) {
            this.endPoint = endPoint;
        }

        void endLater(Scheduler scheduler) {
            timer = scheduler.schedule(this::timedOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void timedOut() {
            if (end()) {
                metrics.refused(Refused.HANDSHAKE_TIMEOUT);
                endPoint.close();
            }
        }

        /// Gives its place back, once.
        private boolean end() {
            if (!isOver.compareAndSet(false, true)) {
                return false;
            }
            handshakes.decrementAndGet();
            Scheduler.Task waiting = timer;
            if (waiting != null) {
                waiting.cancel();
            }
            return true;
        }

        @Override
        public void handshakeSucceeded(Event event) {
            end();
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            if (end()) {
                metrics.refused(Refused.HANDSHAKE_FAILED);
            }
        }

        @Override
        public void onClosed(Connection connection) {
            end();
        }
    }
}
