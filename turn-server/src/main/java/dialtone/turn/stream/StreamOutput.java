package dialtone.turn.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.turn.relay.Output;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IteratingCallback;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What waits for a client to read it: small packets put together in buffers of the pool, so that
/// one system call (and one TLS record) carries many.
///
/// Threading: for the shard's thread; what the client did not take at once is written by Jetty's,
/// so the buffers are behind a lock that nobody holds for longer than a copy.
final class StreamOutput implements Output {

    /// How much may wait, what is being written included.
    static final int MAX_QUEUED_BYTES = 256 * 1024;

    private static final int CHUNK_BYTES = 16 * 1024;

    private final EndPoint endPoint;
    private final ByteBufferPool pool;
    private final Writing writing = new Writing();

    @GuardedBy("this")
    private final List<RetainableByteBuffer> waiting = new ArrayList<>();

    @GuardedBy("this")
    private final List<RetainableByteBuffer> written = new ArrayList<>();

    @GuardedBy("this")
    private int queuedBytes;

    @GuardedBy("this")
    private int writtenBytes;

    @GuardedBy("this")
    private boolean closed;

    private volatile boolean closing;

    StreamOutput(EndPoint endPoint, ByteBufferPool pool) {
        this.endPoint = endPoint;
        this.pool = pool;
    }

    @Override
    public synchronized boolean write(ByteBuffer bytes) {
        if (closed) {
            return true;
        }
        if (queuedBytes + bytes.remaining() > MAX_QUEUED_BYTES) {
            return false;
        }
        queuedBytes += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (waiting.isEmpty() || waiting.getLast().space() == 0) {
                waiting.add(pool.acquire(CHUNK_BYTES, true));
            }
            waiting.getLast().asMutable().append(bytes);
        }
        return true;
    }

    @Override
    public void flush() {
        writing.iterate();
    }

    @Override
    public void close() {
        closing = true;
        writing.iterate();
        endPoint.close();
    }

    /// Whether the shard has ended the connection. It may be open still, for a client that does not
    /// read the last of it.
    boolean isClosing() {
        return closing;
    }

    /// The connection has ended: nothing is taken any more.
    synchronized void ended() {
        closed = true;
        waiting.forEach(RetainableByteBuffer::release);
        waiting.clear();
    }

    /// Takes all that waits to be written.
    private synchronized ByteBuffer[] take() {
        written.addAll(waiting);
        waiting.clear();
        writtenBytes = queuedBytes;
        return written.stream().map(RetainableByteBuffer::getByteBuffer).toArray(ByteBuffer[]::new);
    }

    private synchronized void taken() {
        written.forEach(RetainableByteBuffer::release);
        written.clear();
        queuedBytes -= writtenBytes;
    }

    /// One write after another, as long as something waits.
    private final class Writing extends IteratingCallback {

        @Override
        protected Action process() {
            ByteBuffer[] buffers = take();
            if (buffers.length == 0) {
                return Action.IDLE;
            }
            endPoint.write(this, buffers);
            return Action.SCHEDULED;
        }

        @Override
        protected void onSuccess() {
            taken();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            ended();
            taken();
            endPoint.close();
        }
    }
}
