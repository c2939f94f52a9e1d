package dialtone.media.dtls;

import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The datagrams of one association, as the DTLS library wants them.
///
/// Threading: the association's thread receives, sends and closes; [#offer(byte[])] and [#end()]
/// are for any thread.
final class AssociationWire implements DatagramTransport {

    /// Datagrams that wait for the association's thread: several times the longest flight.
    private static final int MAX_WAITING = 32;

    /// Browsers send up to 1408 bytes at once.
    private static final int MAX_DATAGRAM_BYTES = 2048;

    /// What fits into any network's packets.
    private static final int SEND_BYTES = 1200;

    /// Ends a wait.
    private static final byte[] NOTHING = {};

    private final DtlsAssociation.Events events;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private volatile boolean ended;
    private volatile boolean closed;

    AssociationWire(DtlsAssociation.Events events) {
        this.events = events;
    }

    /// Takes a datagram of the other end.
    ///
    /// @return false when it is lost: too many wait, or nobody reads any more
    boolean offer(byte[] datagram) {
        return !isOver() && datagram.length <= MAX_DATAGRAM_BYTES && waiting.offer(datagram);
    }

    @Override
    public int getReceiveLimit() {
        return MAX_DATAGRAM_BYTES;
    }

    @Override
    public int getSendLimit() {
        return SEND_BYTES;
    }

    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        byte[] datagram = poll(waitMillis);
        if (datagram == null || datagram.length > length) {
            return -1;
        }
        System.arraycopy(datagram, 0, into, offset, datagram.length);
        return datagram.length;
    }

    private byte @Nullable [] poll(int waitMillis) throws IOException {
        try {
            byte[] datagram = isOver() ? NOTHING : waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (isOver()) {
                throw new IOException("the association has ended");
            }
            return datagram;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void send(byte[] bytes, int offset, int length) {
        events.send(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /// Nothing is received any more, and whoever waits is woken. This end has no more use for it.
    void end() {
        ended = true;
        // When there is no room for it, nobody waits.
        boolean _ = waiting.offer(NOTHING);
    }

    boolean isEnded() {
        return ended;
    }

    /// The library has no more use for it: the other end has closed, or an alert was fatal.
    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    private boolean isOver() {
        return ended || closed;
    }
}
