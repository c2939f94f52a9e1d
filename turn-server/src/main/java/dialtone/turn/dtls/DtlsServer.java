package dialtone.turn.dtls;

import dialtone.tls.TlsCertificate;
import dialtone.turn.dtls.DtlsMetrics.Handshake;

import io.micrometer.core.instrument.MeterRegistry;

import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DTLSVerifier;
import org.bouncycastle.tls.DatagramSender;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// What the sessions of all shards share: the certificate, the secret of cookies, and the bounds.
///
/// Threading: for any thread.
public final class DtlsServer {

    /// How long a cookie counts at least; at most it is twice as long.
    private static final Duration COOKIE_TIME = Duration.ofSeconds(30);

    private static final int CLIENT_ID_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private final DtlsCrypto crypto = new DtlsCrypto();
    private final DTLSVerifier verifier = new DTLSVerifier(crypto);
    private final TlsCertificate certificate;
    private final int maxHandshakes;
    private final int maxSessions;
    private final DtlsMetrics metrics;
    private final AtomicInteger handshakes;
    private final AtomicInteger sessions;

    private DtlsServer(
            TlsCertificate certificate,
            int maxHandshakes,
            int maxSessions,
            DtlsMetrics metrics,
            AtomicInteger handshakes,
            AtomicInteger sessions) {
        this.certificate = certificate;
        this.maxHandshakes = maxHandshakes;
        this.maxSessions = maxSessions;
        this.metrics = metrics;
        this.handshakes = handshakes;
        this.sessions = sessions;
    }

    /// A server as it is configured. Its metrics are there in any case.
    ///
    /// @param certificate null when there is none
    /// @return null when clients are not to reach it over DTLS
    public static @Nullable DtlsServer of(
            DtlsConfig config,
            @Nullable TlsCertificate certificate,
            int maxSessions,
            MeterRegistry registry) {
        AtomicInteger handshakes = new AtomicInteger();
        AtomicInteger sessions = new AtomicInteger();
        DtlsMetrics metrics = new DtlsMetrics(registry, handshakes, sessions);
        return config.enabled() && certificate != null
                ? new DtlsServer(
                        certificate,
                        config.handshakes(),
                        maxSessions,
                        metrics,
                        handshakes,
                        sessions)
                : null;
    }

    DtlsMetrics metrics() {
        return metrics;
    }

    /// Looks whether a ClientHello has the cookie of its source; otherwise the source is sent one
    /// (RFC 6347 section 4.2.1). Nothing is kept for that: the cookie is made of the hello, the
    /// source, the time and a secret.
    ///
    /// @param toSource sends what is shorter than any ClientHello
    /// @return what a handshake begins with; null when the source has not proven itself
    @Nullable DTLSRequest verify(
            Source source, byte[] hello, long nowNanos, DatagramSender toSource) {
        long period = Math.floorDiv(nowNanos, COOKIE_TIME.toNanos());
        DTLSRequest earlier =
                verifier.verifyRequest(
                        clientId(source, period - 1), hello, 0, hello.length, Silence.INSTANCE);
        return earlier != null
                ? earlier
                : verifier.verifyRequest(
                        clientId(source, period), hello, 0, hello.length, toSource);
    }

    private static byte[] clientId(Source source, long period) {
        return ByteBuffer.allocate(CLIENT_ID_BYTES)
                .putLong(source.high())
                .putLong(source.low())
                .putInt(source.port())
                .putLong(period)
                .array();
    }

    /// Takes a place for a handshake, and one for the session it makes; each is given back.
    boolean takePlaces() {
        if (!take(handshakes, maxHandshakes)) {
            metrics.handshake(Handshake.TOO_MANY);
            return false;
        }
        if (!take(sessions, maxSessions)) {
            handshakes.decrementAndGet();
            metrics.handshake(Handshake.FULL);
            return false;
        }
        return true;
    }

    private static boolean take(AtomicInteger places, int most) {
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            return false;
        }
        return true;
    }

    void giveHandshake() {
        handshakes.decrementAndGet();
    }

    void giveSession() {
        sessions.decrementAndGet();
    }

    /// Does the server's side of a handshake, with the certificate that is in use now; waits for
    /// the client.
    DTLSTransport accept(DatagramTransport wire, DTLSRequest request) throws IOException {
        ServerHandshake handshake = new ServerHandshake(crypto, certificate.keyAndChain());
        return new DTLSServerProtocol().accept(handshake, wire, request);
    }

    /// Sends nothing.
    private enum Silence implements DatagramSender {
        INSTANCE;

        @Override
        public int getSendLimit() {
            return 0;
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            // A cookie of an earlier period is only looked for.
        }
    }
}
