package dialtone.media.dtls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/// One handshake and what is left of it: HANDSHAKE, then LINGERING with keys, then ENDED; or ENDED
/// without.
///
/// After the keys are taken nothing is sent over DTLS. The library's transport is kept for a while
/// only, since the other end may have missed the handshake's last flight and ask for it again
/// (RFC 6347 section 4.2.4), and to hear when it closes.
///
/// Threading: a virtual thread of its own does the handshake; [#offer(byte[])] and [#close()] are
/// for any thread.
public final class DtlsAssociation {

    private static final Logger LOG = LoggerFactory.getLogger(DtlsAssociation.class);

    private static final int LINGER_MILLIS = 30_000;

    /// Messages that nobody reads before the association is over all the same.
    private static final int LINGER_MESSAGES = 64;

    private final DtlsHandshakes handshakes;
    private final Events events;
    private final AssociationWire wire;

    /// What an association tells. Everything comes on its own thread.
    public interface Events {

        /// The call's name, for the log.
        String name();

        /// There is a datagram for the other end.
        void send(byte[] datagram);

        /// The handshake is done.
        void connected(DtlsKeys keys);

        /// The handshake has failed; nothing more comes.
        ///
        /// @param words that say why
        void failed(String words);

        /// The other end has closed the association.
        void closed();
    }

    DtlsAssociation(DtlsHandshakes handshakes, Events events) {
        this.handshakes = handshakes;
        this.events = events;
        this.wire = new AssociationWire(events);
    }

    /// Takes a datagram of the other end. The caller makes sure that it came from an address that
    /// ICE has proven, as long as the certificate is not (RFC 8827 section 6.5): anybody may send
    /// a ClientHello.
    ///
    /// @return false when it is lost: too many wait, or the association is over
    public boolean offer(byte[] datagram) {
        return wire.offer(datagram);
    }

    /// Ends it without a word.
    public void close() {
        wire.end();
    }

    void start(boolean isClient, Agreement agreement) {
        Thread.ofVirtual().name("media-dtls").start(() -> run(isClient, agreement));
    }

    private void run(boolean isClient, Agreement agreement) {
        DTLSTransport transport;
        try {
            transport = handshake(isClient, agreement);
        } catch (IOException | RuntimeException e) {
            if (!wire.isEnded()) {
                LOG.debug(
                        "event=media_dtls_failed call_id={} cause={}", events.name(), e.toString());
                events.failed(words(agreement, e));
            }
            return;
        }
        DtlsKeys keys = agreement.keys();
        if (keys == null) {
            throw new IllegalStateException("a handshake is done and has no keys");
        }
        events.connected(keys);
        linger(transport);
    }

    private DTLSTransport handshake(boolean isClient, Agreement agreement) throws IOException {
        DtlsIdentity identity = handshakes.identity();
        int timeoutMillis = handshakes.timeoutMillis();
        try {
            return isClient
                    ? new DTLSClientProtocol()
                            .connect(new ActiveHandshake(identity, agreement, timeoutMillis), wire)
                    : new DTLSServerProtocol()
                            .accept(new PassiveHandshake(identity, agreement, timeoutMillis), wire);
        } finally {
            wire.flush();
            handshakes.ended();
        }
    }

    private static String words(Agreement agreement, Exception e) {
        String known = agreement.failure();
        if (known != null) {
            return known;
        }
        return switch (e) {
            case TlsTimeoutException _ -> "the handshake took too long";
            case TlsFatalAlertReceived alert ->
                    "the other end refused: "
                            + AlertDescription.getName(alert.getAlertDescription());
            case TlsFatalAlert alert ->
                    "the handshake failed: "
                            + AlertDescription.getName(alert.getAlertDescription());
            default -> "the handshake failed";
        };
    }

    /// Lets the library answer what comes late.
    private void linger(DTLSTransport transport) {
        try {
            byte[] nobodyReads = new byte[transport.getReceiveLimit()];
            int received = 0;
            for (int i = 0; i < LINGER_MESSAGES && received >= 0; i++) {
                received = transport.receive(nobodyReads, 0, nobodyReads.length, LINGER_MILLIS);
            }
        } catch (TlsFatalAlert e) {
            // A record that somebody made up ends the lingering, and not the call.
            LOG.debug("event=media_dtls_over call_id={} cause={}", events.name(), e.toString());
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=media_dtls_over call_id={} cause={}", events.name(), e.toString());
            if (wire.isClosed() && !wire.isEnded()) {
                events.closed();
            }
        } finally {
            wire.end();
        }
    }
}
