package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.turn.tcp.PeerConnection;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A client with a connection: cuts the stream into messages (RFC 8656 section 12.5). Packets that
/// do not fit into what waits for the client are dropped, as a full network would; an answer that
/// does not fit ends the connection.
///
/// The connection and its allocation end together.
///
/// Threading: for the shard's thread, but it is made on any.
public final class StreamClient implements Client {

    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

    private static final int STUN_HEADER_BYTES = 20;
    private static final int CHANNEL_HEADER_BYTES = 4;
    private static final int COOKIE = 0x2112_a442;

    /// The longest message of a client without an allocation. No request is nearly as long, and
    /// strangers must not fill the memory with beginnings of messages.
    private static final int MAX_STRANGER_BYTES = 8192;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Streams streams;
    private final Remote remote;
    private final InetSocketAddress server;
    private final String transport;
    private final Output output;

    /// The beginning of a message, from 0 to its position.
    private ByteBuffer partial = NOTHING;

    private long openedNanos;
    private @Nullable Allocation allocation;
    private @Nullable PeerConnection peer;
    private byte[] rest = {};
    private boolean hasOutput;
    private boolean closed;

    StreamClient(
            Streams streams,
            InetSocketAddress remote,
            InetSocketAddress server,
            String transport,
            Output output) {
        this.streams = streams;
        this.remote = Remote.of(remote);
        this.server = server;
        this.transport = transport;
        this.output = output;
    }

    void opened(long nowNanos) {
        openedNanos = nowNanos;
    }

    boolean isIdleSince(long nanos) {
        return allocation == null && peer == null && openedNanos - nanos < 0;
    }

    @Override
    public Remote remote() {
        return remote;
    }

    @Override
    public InetSocketAddress server() {
        return server;
    }

    @Override
    public String transport() {
        return transport;
    }

    /// Takes what the client sent next.
    ///
    /// @param bytes which are the client's from now on
    /// @return false when the connection has ended
    public boolean received(byte[] bytes) {
        if (closed) {
            return false;
        }
        boolean isContinued = partial.position() > 0;
        ByteBuffer stream =
                isContinued
                        ? withRoom(partial, bytes.length).put(bytes).flip()
                        : ByteBuffer.wrap(bytes);
        boolean isTaken;
        do {
            isTaken = takeMessage(stream);
        } while (isTaken && !closed && peer == null);
        if (peer != null) {
            rest = new byte[stream.remaining()];
            stream.get(rest);
        }
        if (closed || !stream.hasRemaining()) {
            partial = NOTHING;
        } else if (!isContinued) {
            partial = withRoom(NOTHING, stream.remaining()).put(stream);
        } else if (stream.position() == 0) {
            partial = stream.position(stream.limit()).limit(stream.capacity());
        } else {
            partial = stream.compact();
        }
        return !closed;
    }

    /// Makes this a client's side of a connection with a peer (RFC 6062 section 5.4): what follows
    /// the request is no message any more.
    void bind(PeerConnection connection) {
        peer = connection;
    }

    /// The connection with a peer that this one belongs to; null when it carries messages.
    public @Nullable PeerConnection peer() {
        return peer;
    }

    /// What the client sent after it had asked for the connection with the peer.
    public byte[] rest() {
        return rest;
    }

    /// The same bytes with room for more. It grows in steps, so that a message that comes byte by
    /// byte is not copied as often.
    private static ByteBuffer withRoom(ByteBuffer buffer, int bytes) {
        if (buffer.remaining() >= bytes) {
            return buffer;
        }
        int capacity = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
        return ByteBuffer.allocate(capacity).put(buffer.flip());
    }

    /// Takes one message from the front of the stream; false when it is not whole yet.
    private boolean takeMessage(ByteBuffer stream) {
        if (stream.remaining() < CHANNEL_HEADER_BYTES) {
            return false;
        }
        int kind = Byte.toUnsignedInt(stream.get(stream.position())) >>> 6;
        int claimed = Short.toUnsignedInt(stream.getShort(stream.position() + 2));
        boolean isStun = kind == 0;
        int length = claimed + (isStun ? STUN_HEADER_BYTES : CHANNEL_HEADER_BYTES);
        boolean isBadStun = isStun && (claimed % 4 != 0 || hasOtherCookie(stream));
        int longest = allocation == null ? MAX_STRANGER_BYTES : Datagrams.MAX_PAYLOAD;
        if (kind > 1 || length > longest || isBadStun) {
            // The stream cannot be cut any more.
            streams.metrics().dropped(Dropped.MALFORMED);
            close();
            return false;
        }
        int padded = length + 3 & ~3;
        if (stream.remaining() < padded) {
            return false;
        }
        int slot = streams.slots().reserve(1);
        Datagrams datagrams = streams.slots().datagrams();
        datagrams.slot(slot).put(Datagrams.HEADROOM, stream, stream.position(), length);
        datagrams.received(slot, length, remote.high(), remote.low(), remote.port());
        stream.position(stream.position() + padded);
        Allocation now = streams.relay().fromConnection(this, allocation, slot);
        if (!closed) {
            allocation = now;
        } else if (now != null) {
            // The answer did not reach the client, so it will never use what it was given.
            streams.end(now);
        }
        return true;
    }

    private static boolean hasOtherCookie(ByteBuffer stream) {
        return stream.remaining() >= 2 * Integer.BYTES
                && stream.getInt(stream.position() + Integer.BYTES) != COOKIE;
    }

    @Override
    public void answer(byte[] message) {
        if (!write(ByteBuffer.wrap(message))) {
            LOG.debug("event=stream_client_too_slow remote_port={}", remote.port());
            close();
        }
    }

    /// Hot path: called per packet. Over a stream a ChannelData is padded to four bytes.
    @Override
    public void relay(Datagrams from, int slot, int offset, int length) {
        ByteBuffer bytes = from.slot(slot);
        int padded = length + 3 & ~3;
        for (int i = length; i < padded; i++) {
            bytes.put(offset + i, (byte) 0);
        }
        bytes.limit(offset + padded).position(offset);
        if (!write(bytes)) {
            streams.metrics().dropped(Dropped.SLOW_CLIENT);
        }
        bytes.clear();
    }

    private boolean write(ByteBuffer bytes) {
        if (closed) {
            return true;
        }
        boolean isTaken = output.write(bytes);
        if (isTaken && !hasOutput) {
            hasOutput = true;
            streams.hasOutput(this);
        }
        return isTaken;
    }

    /// Sends what this turn of the shard had for the client.
    void flush() {
        hasOutput = false;
        if (!closed) {
            output.flush();
        }
    }

    @Override
    public void unanswered() {
        // It would wait for an answer that never comes, on a connection that says it is fine.
        close();
    }

    @Override
    public @Nullable Allocation allocation() {
        return allocation;
    }

    @Override
    public boolean adopt(Allocation moved) {
        if (closed || allocation != null || peer != null) {
            return false;
        }
        allocation = moved;
        return true;
    }

    @Override
    public void allocationEnded() {
        // What the client is still to be told is written first; it may begin anew on the same
        // connection, and if it does not, it is closed as idle.
        allocation = null;
    }

    /// The connection has ended, whoever ended it.
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        partial = NOTHING;
        streams.closed(this);
        Allocation mine = allocation;
        if (mine != null) {
            allocation = null;
            streams.end(mine);
        }
        if (peer != null) {
            peer.close();
        }
        output.close();
    }
}
