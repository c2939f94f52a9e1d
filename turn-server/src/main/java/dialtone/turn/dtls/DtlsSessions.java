package dialtone.turn.dtls;

import dialtone.turn.dtls.DtlsMetrics.Dropped;
import dialtone.turn.dtls.DtlsMetrics.Handshake;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DatagramSender;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sessions of one shard by their clients' addresses.
///
/// Nothing is kept of a source that has not proven by a cookie that it gets what is sent to it. A
/// client that has lost its session begins a new one in the same way from the same address, and
/// only then the old one ends (RFC 6347 section 4.2.8).
///
/// Threading: for the shard's thread.
public final class DtlsSessions {

    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);

    /// How long a session may be of no use.
    private static final Duration IDLE_TIME = Duration.ofMinutes(1);

    private final DtlsServer server;
    private final DtlsHost host;
    private final DtlsMetrics metrics;
    private final Map<Source, DtlsSession> sessions = new HashMap<>();

    public DtlsSessions(DtlsServer server, DtlsHost host) {
        this.server = server;
        this.host = host;
        this.metrics = server.metrics();
    }

    /// Takes a datagram whose first byte is one of DTLS (RFC 7983 section 7).
    ///
    /// Hot path: called per datagram. It is copied for the session's thread.
    public void received(UdpSocket socket, Datagrams datagrams, int slot, long nowNanos) {
        Source source =
                new Source(socket, datagrams.high(slot), datagrams.low(slot), datagrams.port(slot));
        DtlsSession session = sessions.get(source);
        byte[] datagram = new byte[datagrams.length(slot)];
        datagrams.slot(slot).get(Datagrams.HEADROOM, datagram);
        boolean isHello = ClientHellos.isIn(datagram);
        if (isHello && (session == null || !session.beganWith(datagram))) {
            hello(source, datagram, nowNanos);
        } else if (session != null) {
            session.offer(datagram);
        } else {
            metrics.dropped(Dropped.NO_SESSION);
        }
    }

    private void hello(Source source, byte[] hello, long nowNanos) {
        Remote remote = source.remote();
        DTLSRequest request =
                server.verify(source, hello, nowNanos, new ToStranger(source, remote));
        if (request == null || !server.takePlaces()) {
            return;
        }
        DtlsSession old = sessions.get(source);
        if (old != null) {
            end(old, false);
        }
        DtlsSession session = new DtlsSession(this, server, host, source, hello, nowNanos);
        sessions.put(source, session);
        session.start(request);
    }

    /// Ends what is over.
    public void sweep(long nowNanos) {
        for (DtlsSession session : List.copyOf(sessions.values())) {
            if (session.isHandshakeSince(nowNanos - HANDSHAKE_TIME.toNanos())) {
                metrics.handshake(Handshake.TIMEOUT);
                end(session, false);
            } else if (session.isIdleSince(nowNanos - IDLE_TIME.toNanos())) {
                end(session, true);
            }
        }
    }

    /// Ends all of them.
    public void endAll() {
        List.copyOf(sessions.values()).forEach(session -> end(session, true));
    }

    /// Ends one that may have ended before.
    ///
    /// @param isTold whether the client is told
    void end(DtlsSession session, boolean isTold) {
        if (session.end(isTold)) {
            sessions.remove(session.source());
            server.giveSession();
        }
    }

    /// Sends a stranger its cookie, if it may have another answer.
    ///
    /// Threading: for the shard's thread.
    private final class ToStranger implements DatagramSender {

        private final Source source;
        private final Remote remote;

        ToStranger(Source source, Remote remote) {
            this.source = source;
            this.remote = remote;
        }

        @Override
        public int getSendLimit() {
            return Datagrams.MAX_PAYLOAD;
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            if (host.mayAnswer(remote)) {
                host.send(source.socket(), bytes, offset, length, remote);
            } else {
                metrics.dropped(Dropped.RATE_LIMITED);
            }
        }
    }
}
