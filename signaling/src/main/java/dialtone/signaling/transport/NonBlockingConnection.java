package dialtone.signaling.transport;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/// A WebSocket over HTTP/1.1 that is read on the selector's own thread, once each time it is
/// readable, so that the others come to their turn: Jetty reads until nothing more is there, and a
/// client that sends as fast as it is read would keep the thread for itself. It saves the last read
/// too, which finds nothing. What was not read makes it readable again at once.
///
/// The handler never waits and takes each frame before it returns, so frames are handed to it
/// whether it has asked for them or not, without the locks and the state that it takes to stop in
/// the midst of what was read. Writing, closing and time-outs are Jetty's.
///
/// Threading: turns happen one after another; everything else is for any thread.
final class NonBlockingConnection extends WebSocketConnection {

    private final ByteBufferPool buffers;
    private final WebSocketCoreSession session;
    private final FrameReader frames = new FrameReader();

    private final Callback readable =
            Callback.from(
                    Invocable.InvocationType.NON_BLOCKING,
                    this::onFillable,
                    this::onFillInterestedFailed);

    /// What came with the request to upgrade.
    private @Nullable ByteBuffer early;

    /// Whether the client has said that it closes, after which nothing counts.
    private volatile boolean isOver;

    NonBlockingConnection(
            EndPoint endPoint,
            Executor executor,
            Scheduler scheduler,
            ByteBufferPool buffers,
            WebSocketCoreSession session) {
        super(endPoint, executor, scheduler, buffers, session);
        this.buffers = buffers;
        this.session = session;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        early = BufferUtil.copy(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        ByteBuffer first = early;
        early = null;
        WriteBatch.during(() -> turn(first));
    }

    @Override
    public void onFillable() {
        WriteBatch.during(() -> turn(null));
    }

    /// Reads once.
    ///
    /// @param read what was read already, instead
    private void turn(@Nullable ByteBuffer read) {
        try {
            if (read != null) {
                receive(read);
            } else if (!fill()) {
                session.onEof();
                return;
            }
        } catch (Throwable e) {
            session.processConnectionError(e, Callback.NOOP);
            isOver = true;
        }
        if (getEndPoint().isOpen()) {
            fillInterested();
        }
    }

    /// Whether the other end may send more.
    private boolean fill() throws IOException {
        RetainableByteBuffer buffer =
                buffers.acquire(getInputBufferSize(), isUseInputDirectByteBuffers());
        try {
            ByteBuffer bytes = buffer.getByteBuffer();
            if (getEndPoint().fill(bytes) < 0) {
                return false;
            }
            receive(bytes);
            return true;
        } finally {
            buffer.release();
        }
    }

    private void receive(ByteBuffer bytes) {
        if (!isOver) {
            frames.read(bytes, this::receive);
        }
    }

    private void receive(Frame frame) {
        if (!isOver) {
            session.onFrame(
                    frame,
                    Callback.from(
                            () -> {}, cause -> session.processHandlerError(cause, Callback.NOOP)));
        }
    }

    @Override
    public void fillInterested() {
        fillInterested(readable);
    }

    /// Frames come whether they are asked for or not.
    @Override
    public void demand() {}

    /// Keeps Jetty from reading by itself.
    @Override
    public boolean moreDemand() {
        return false;
    }

    @Override
    public void cancelDemand() {
        isOver = true;
    }
}
