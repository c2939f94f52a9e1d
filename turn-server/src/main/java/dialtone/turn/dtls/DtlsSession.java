package dialtone.turn.dtls;

import dialtone.turn.dtls.DtlsMetrics.Dropped;
import dialtone.turn.dtls.DtlsMetrics.Handshake;
import dialtone.udp.Remote;

import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// The association with one client: HANDSHAKE, then OPEN, then ENDED; or ENDED at once.
///
/// Threading: its state is the shard's thread's; others read only whether it has ended. A virtual
/// thread of its own does the handshake, then decrypts, and gives messages over in a bounded queue.
public final class DtlsSession {

    private static final Logger LOG = LoggerFactory.getLogger(DtlsSession.class);

    /// The longest message in a record (RFC 5246 section 6.2.1).
    private static final int MAX_MESSAGE_BYTES = 16 * 1024;

    /// Messages that wait for the shard's thread.
    private static final int MAX_WAITING = 256;

    private final DtlsSessions sessions;
    private final DtlsServer server;
    private final DtlsHost host;
    private final Source source;
    private final Remote remote;
    private final byte[] hello;
    private final long startedNanos;
    private final SessionWire wire;
    private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean isTakeOrdered = new AtomicBoolean();
    private @Nullable DTLSTransport transport;
    private @Nullable DtlsReceiver receiver;
    private volatile boolean hasEnded;

    /// @param hello what the client began with
    DtlsSession(
            DtlsSessions sessions,
            DtlsServer server,
            DtlsHost host,
            Source source,
            byte[] hello,
            long startedNanos) {
        this.sessions = sessions;
        this.server = server;
        this.host = host;
        this.source = source;
        this.remote = source.remote();
        this.hello = hello.clone();
        this.startedNanos = startedNanos;
        this.wire = new SessionWire(source, remote, host, server.metrics());
    }

    public Remote remote() {
        return remote;
    }

    /// Where the client reached this server.
    public InetSocketAddress server() {
        return source.socket().local();
    }

    Source source() {
        return source;
    }

    /// Whether a ClientHello is this session's own, come again.
    boolean beganWith(byte[] clientHello) {
        return ClientHellos.areOfOneHandshake(hello, clientHello);
    }

    boolean isHandshakeSince(long nanos) {
        return transport == null && startedNanos - nanos < 0;
    }

    boolean isIdleSince(long nanos) {
        return receiver != null && receiver.isIdleSince(nanos);
    }

    /// Takes a datagram of the client, as it came.
    void offer(byte[] datagram) {
        wire.offer(datagram);
    }

    void start(DTLSRequest request) {
        Thread.ofVirtual().name("turn-dtls-" + remote.port()).start(() -> run(request));
    }

    /// The session's thread.
    private void run(DTLSRequest request) {
        try {
            DTLSTransport opened = handshake(request);
            wire.handshakeDone();
            host.execute(() -> open(opened));
            while (true) {
                receive(opened, wire.next());
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=dtls_session_over cause={}", e.toString());
        } finally {
            host.execute(() -> sessions.end(this, false));
        }
    }

    private DTLSTransport handshake(DTLSRequest request) throws IOException {
        Handshake result = Handshake.FAILED;
        try {
            DTLSTransport opened = server.accept(wire, request);
            result = Handshake.DONE;
            return opened;
        } finally {
            server.giveHandshake();
            // Who ended it before has said why.
            if (!hasEnded) {
                server.metrics().handshake(result);
            }
        }
    }

    /// Gives over what is in a datagram, which may have several records.
    private void receive(DTLSTransport from, int length) throws IOException {
        byte[] into = new byte[Math.max(length, 1)];
        boolean[] isAccepted = {false};
        try {
            int received = from.receive(into, 0, into.length, 0, _ -> isAccepted[0] = true);
            while (received >= 0) {
                giveOver(Arrays.copyOf(into, received));
                received = from.receivePending(into, 0, into.length);
            }
        } catch (SessionWire.NothingMore _) {
            if (!isAccepted[0]) {
                server.metrics().dropped(Dropped.BAD_RECORD);
            }
        }
    }

    private void giveOver(byte[] message) {
        if (!messages.offer(message)) {
            server.metrics().dropped(Dropped.QUEUE_FULL);
        }
        if (isTakeOrdered.compareAndSet(false, true)) {
            host.execute(this::takeMessages);
        }
    }

    private void open(DTLSTransport opened) {
        if (!hasEnded) {
            transport = opened;
            receiver = host.opened(this);
        }
    }

    private void takeMessages() {
        isTakeOrdered.set(false);
        byte[] message;
        for (int i = 0; i < MAX_WAITING && (message = messages.poll()) != null; i++) {
            if (receiver != null && !hasEnded) {
                receiver.received(message);
            }
        }
    }

    /// Sends the client a message. Nothing is sent before the client's first one: until it came,
    /// the library may repeat the handshake's end from the session's thread.
    ///
    /// Hot path: called per packet.
    public void send(byte[] bytes, int offset, int length) {
        DTLSTransport open = transport;
        if (hasEnded || open == null) {
            return;
        }
        if (length > MAX_MESSAGE_BYTES) {
            server.metrics().dropped(Dropped.TOO_LONG);
            return;
        }
        try {
            open.send(bytes, offset, length);
        } catch (IOException e) {
            LOG.debug("event=dtls_send_failed cause={}", e.toString());
            host.execute(() -> sessions.end(this, false));
        }
    }

    /// Ends it, once.
    ///
    /// @param isTold whether the client is told
    /// @return false when it had ended before
    boolean end(boolean isTold) {
        if (hasEnded) {
            return false;
        }
        hasEnded = true;
        if (receiver != null) {
            receiver.ended();
        }
        try {
            if (isTold && transport != null) {
                transport.close();
            }
        } catch (IOException e) {
            LOG.debug("event=dtls_close_failed cause={}", e.toString());
        }
        wire.close();
        return true;
    }
}
