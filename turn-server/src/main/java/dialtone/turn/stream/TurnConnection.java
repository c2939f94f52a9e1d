package dialtone.turn.stream;

import dialtone.turn.relay.Shard;
import dialtone.turn.relay.StreamClient;
import dialtone.turn.tcp.PeerConnection;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection.SslEndPoint;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/// A client's connection. It hands what it read to the client's shard, and reads on when the shard
/// has taken it: who sends faster than the shard works is held back by TCP itself.
///
/// Threading: Jetty calls it, one call at a time; what belongs to the client is done in tasks of
/// its shard.
final class TurnConnection extends AbstractConnection implements Connection.UpgradeTo {

    private static final Logger LOG = LoggerFactory.getLogger(TurnConnection.class);

    private static final byte[] NOTHING = {};

    private final StreamClients clients;
    private final ByteBufferPool pool;
    private final StreamOutput output;
    private final boolean isTls;
    private byte[] early = NOTHING;
    private @Nullable Shard shard;
    private @Nullable StreamClient client;

    /// Set once, when the connection carries no messages any more.
    private volatile @Nullable PeerConnection peer;

    TurnConnection(
            StreamClients clients, EndPoint endPoint, Executor executor, ByteBufferPool pool) {
        super(endPoint, executor);
        this.clients = clients;
        this.pool = pool;
        this.output = new StreamOutput(endPoint, pool);
        this.isTls = endPoint instanceof SslEndPoint;
    }

    /// Takes what was read before it was known to be TURN.
    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        early = new byte[buffer.remaining()];
        buffer.get(early);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        EndPoint endPoint = getEndPoint();
        if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)
                || !(endPoint.getLocalSocketAddress() instanceof InetSocketAddress local)
                || remote.isUnresolved()
                || !clients.enter(isTls)) {
            endPoint.close();
            return;
        }
        Shard mine = clients.nextShard();
        StreamClient opened = mine.connected(remote, local, isTls ? "tls" : "tcp", output);
        shard = mine;
        client = opened;
        if (early.length == 0) {
            fillInterested();
        } else {
            received(mine, opened, early);
            early = NOTHING;
        }
    }

    @Override
    public void onFillable() {
        Shard mine = shard;
        StreamClient opened = client;
        if (mine == null || opened == null) {
            getEndPoint().close();
            return;
        }
        RetainableByteBuffer buffer = pool.acquire(getInputBufferSize(), true);
        try {
            ByteBuffer bytes = buffer.getByteBuffer();
            int read = getEndPoint().fill(bytes);
            if (read > 0) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                PeerConnection joined = peer;
                if (joined != null) {
                    toPeer(joined, copy);
                } else {
                    received(mine, opened, copy);
                }
            } else if (read == 0) {
                fillInterested();
            } else {
                mine.execute(opened::close);
            }
        } catch (IOException e) {
            LOG.debug("event=stream_client_lost cause={}", e.toString());
            mine.execute(opened::close);
        } finally {
            buffer.release();
        }
    }

    private void received(Shard mine, StreamClient opened, byte[] bytes) {
        mine.execute(
                () -> {
                    boolean isOpen = false;
                    try {
                        isOpen = opened.received(bytes);
                    } finally {
                        PeerConnection joined = opened.peer();
                        if (isOpen && joined != null) {
                            join(joined, opened.rest());
                        } else if (isOpen) {
                            fillInterested();
                        } else {
                            opened.close();
                        }
                    }
                });
    }

    /// From now on the connection is one with a peer.
    private void join(PeerConnection joined, byte[] rest) {
        output.flush(); // The client must have its answer before the peer's first byte.
        peer = joined;
        joined.start(new ClientSide());
        toPeer(joined, rest);
    }

    /// Reads on when the peer has taken this.
    private void toPeer(PeerConnection joined, byte[] bytes) {
        Thread.ofVirtual()
                .name("turn-tcp-to-peer")
                .start(
                        () -> {
                            if (joined.write(bytes)) {
                                fillInterested();
                            }
                        });
    }

    /// Where a peer's bytes go.
    private final class ClientSide implements PeerConnection.Sink {

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            try (Blocker.Callback written = Blocker.callback()) {
                getEndPoint().write(written, bytes);
                written.block();
            }
        }

        @Override
        public void close() {
            getEndPoint().close();
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        // Nothing more can be read, whatever the reason.
        getEndPoint().close();
    }

    /// The shard knows who is idle; only a connection that it has ended may expire.
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        return output.isClosing();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        output.ended();
        Shard mine = shard;
        StreamClient opened = client;
        if (mine != null && opened != null) {
            client = null;
            clients.leave(isTls);
            mine.execute(opened::close);
        }
    }
}
