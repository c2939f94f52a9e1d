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
/// The library sends record by record. Those of a flight leave in as few datagrams as they fit into
/// (RFC 6347 section 4.1.1), since each costs a browser a turn of several of its threads.
///
/// Threading: the association's thread receives, sends, flushes and closes; [#offer(byte[])] and
/// [#end()] are for any thread.
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
    private final byte[] flight = new byte[SEND_BYTES];
    private int flightBytes;
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

    /// Sends what waits first: the library waits for an answer to it.
    @Override
    public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
        flush();
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
        if (flightBytes + length > SEND_BYTES) {
            flush();
        }
        System.arraycopy(bytes, offset, flight, flightBytes, length);
        flightBytes += length;
    }

    /// Sends the records that wait for others.
    void flush() {
        if (flightBytes > 0) {
            events.send(Arrays.copyOf(flight, flightBytes));
            flightBytes = 0;
        }
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
        flush();
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    private boolean isOver() {
        return ended || closed;
    }
}
