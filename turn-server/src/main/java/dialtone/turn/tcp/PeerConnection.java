package dialtone.turn.tcp;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A connection with a peer (RFC 6062 section 3). It waits for the client to open a connection of
/// its own for it; from then on bytes go from one to the other, as fast as the slower of both takes
/// them, until one of them ends.
///
/// ```text
/// WAITING --bind--> BOUND --close--> CLOSED
///    \----------------close------------^
/// ```
///
/// Threading: for any number of threads.
public final class PeerConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private static final int BUFFER_BYTES = 16 * 1024;

    private final int id;
    private final Remote peer;
    private final String username;
    private final long openedNanos;
    private final SocketChannel channel;
    private final Meter meter;
    private final Consumer<PeerConnection> onClose;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Sink client;

    private enum State {
        WAITING,
        BOUND,
        CLOSED
    }

    /// The client's side of it.
    public interface Sink {

        /// Writes all of the bytes, however long that takes.
        void write(ByteBuffer bytes) throws IOException;

        void close();
    }

    /// Counts bytes, and waits while there are more than the bandwidth allows.
    public interface Meter {

        void toPeer(int bytes) throws InterruptedException;

        void toClient(int bytes) throws InterruptedException;
    }

    /// A connection that is there.
    ///
    /// @param id what the client calls it
    /// @param username of the allocation; no other may have it
    PeerConnection(
            int id,
            Remote peer,
            String username,
            long openedNanos,
            SocketChannel channel,
            Meter meter,
            Consumer<PeerConnection> onClose) {
        this.id = id;
        this.peer = peer;
        this.username = username;
        this.openedNanos = openedNanos;
        this.channel = channel;
        this.meter = meter;
        this.onClose = onClose;
    }

    public int id() {
        return id;
    }

    public Remote peer() {
        return peer;
    }

    /// Takes it for a client's connection; false when it is another's already, or has ended.
    boolean bind(String claimant) {
        return username.equals(claimant) && state.compareAndSet(State.WAITING, State.BOUND);
    }

    boolean isWaitingSince(long nanos) {
        return state.get() == State.WAITING && openedNanos - nanos < 0;
    }

    /// Begins to hand what the peer sends to the client.
    public void start(Sink sink) {
        client = sink;
        if (state.get() == State.CLOSED) {
            sink.close();
        } else {
            Thread.ofVirtual().name("turn-tcp-from-peer").start(() -> pump(sink));
        }
    }

    private void pump(Sink sink) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                meter.toClient(buffer.remaining());
                sink.write(buffer);
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_peer_lost cause={}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /// Writes what the client sent, however long that takes.
    ///
    /// @return false when the connection has ended
    public boolean write(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            meter.toPeer(bytes.length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            return true;
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_peer_lost cause={}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close();
        return false;
    }

    /// Ends both sides.
    public void close() {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        // Before anybody can see the end: who then connects with the same peer is not to be
        // refused.
        onClose.accept(this);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("event=turn_tcp_close_failed cause={}", e.toString());
        }
        Sink sink = client;
        if (sink != null) {
            sink.close();
        }
    }
}
