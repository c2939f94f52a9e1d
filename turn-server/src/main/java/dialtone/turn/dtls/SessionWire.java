package dialtone.turn.dtls;

import dialtone.turn.dtls.DtlsMetrics.Dropped;
import dialtone.udp.Remote;

import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The datagrams of one client, as the DTLS library wants them.
///
/// While the handshake goes on, the library waits here for datagrams. Afterwards it is given one at
/// a time, so that nothing waits with buffers of the greatest length in its hands.
///
/// Threading: the session's thread receives; [#offer(byte[])], [#send(byte[], int, int)] and
/// [#close()] are for any thread.
final class SessionWire implements DatagramTransport {

    /// Datagrams of the client that wait for the session's thread.
    private static final int MAX_WAITING = 256;

    /// The longest datagram with one record of the greatest length.
    private static final int MAX_DATAGRAM_BYTES = 16 * 1024 + 2048 + 13;

    /// The flights of a handshake fit into any network's packets.
    private static final int HANDSHAKE_DATAGRAM_BYTES = 1200;

    /// Ends a wait.
    private static final byte[] NOTHING = {};

    private final Source source;
    private final Remote remote;
    private final DtlsHost host;
    private final DtlsMetrics metrics;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private volatile boolean closed;
    private boolean isHandshakeDone;
    private byte[] current = NOTHING;
    private boolean isCurrentTaken;

    SessionWire(Source source, Remote remote, DtlsHost host, DtlsMetrics metrics) {
        this.source = source;
        this.remote = remote;
        this.host = host;
        this.metrics = metrics;
    }

    /// Takes a datagram of the client.
    void offer(byte[] datagram) {
        if (!waiting.offer(datagram)) {
            metrics.dropped(Dropped.QUEUE_FULL);
        }
    }

    /// From now on each datagram is waited for by [#next()].
    void handshakeDone() {
        isHandshakeDone = true;
        isCurrentTaken = true;
    }

    /// Waits for the next datagram, which the library receives then.
    ///
    /// @return how long it is
    int next() throws IOException {
        try {
            byte[] datagram = waiting.take();
            checkOpen();
            current = datagram;
            isCurrentTaken = false;
            return datagram.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public int getReceiveLimit() {
        return isHandshakeDone ? current.length : MAX_DATAGRAM_BYTES;
    }

    @Override
    public int getSendLimit() {
        return HANDSHAKE_DATAGRAM_BYTES;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        checkOpen();
        if (isHandshakeDone && isCurrentTaken) {
            throw new NothingMore();
        }
        byte[] datagram = isHandshakeDone ? current : poll(waitMillis);
        isCurrentTaken = true;
        if (datagram == null || datagram.length > length) {
            return -1;
        }
        System.arraycopy(datagram, 0, into, offset, datagram.length);
        return datagram.length;
    }

    private byte @Nullable [] poll(int waitMillis) throws IOException {
        try {
            byte[] datagram = waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
            checkOpen();
            return datagram;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the session has ended");
        }
    }

    /// The library sends from the shard's thread what is for the client, and from the session's
    /// what belongs to the protocol.
    @Override
    public void send(byte[] bytes, int offset, int length) {
        if (closed) {
            return;
        }
        if (host.isOwnThread()) {
            host.send(source.socket(), bytes, offset, length, remote);
        } else {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, offset, copy, 0, length);
            host.execute(() -> host.send(source.socket(), copy, 0, length, remote));
        }
    }

    /// Nothing is sent or received any more, and whoever waits is woken.
    @Override
    public void close() {
        closed = true;
        // When there is no room for it, nobody waits.
        boolean _ = waiting.offer(NOTHING);
    }

    /// There was no message in the datagram, or there is none behind it. The library passes this
    /// kind of exception on and stays as it is.
    static final class NothingMore extends InterruptedIOException {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            // It is thrown per datagram, and says no more than its name.
            return this;
        }
    }
}
