package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/// A client with a TCP connection: cuts the stream into messages (RFC 8656 section 12.5), and
/// keeps a bounded queue of what the client has not read yet. Packets that do not fit are dropped,
/// as a full network would; an answer that does not fit ends the connection.
///
/// The connection and its allocation end together.
///
/// Threading: for the shard's thread.
final class TcpClient implements Client, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpClient.class);

    private static final int MAX_QUEUED_BYTES = 256 * 1024;
    private static final int STUN_HEADER_BYTES = 20;
    private static final int CHANNEL_HEADER_BYTES = 4;
    private static final int COOKIE = 0x2112_a442;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TcpFront front;
    private final SocketChannel channel;
    private final Remote remote;
    private final InetSocketAddress server;
    private final long openedNanos;
    private final Queue<ByteBuffer> queue = new ArrayDeque<>();
    private int queuedBytes;
    private ByteBuffer partial = NOTHING;
    private @Nullable SelectionKey key;
    private @Nullable Allocation allocation;
    private boolean closed;

    TcpClient(TcpFront front, SocketChannel channel, long nowNanos) throws IOException {
        this.front = front;
        this.channel = channel;
        this.remote = Remote.of((InetSocketAddress) channel.getRemoteAddress());
        this.server = (InetSocketAddress) channel.getLocalAddress();
        this.openedNanos = nowNanos;
    }

    void registered(SelectionKey registration) {
        key = registration;
    }

    boolean isIdleSince(long nanos) {
        return allocation == null && openedNanos - nanos < 0;
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
        return "tcp";
    }

    /// The connection is ready for something.
    @Override
    public void run() {
        front.wake();
        SelectionKey ready = key;
        try {
            if (ready != null && ready.isValid() && ready.isWritable()) {
                writeQueue();
            }
            if (ready != null && ready.isValid() && ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            LOG.debug("event=tcp_client_lost cause={}", e.toString());
            close();
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = front.readBuffer().clear();
        buffer.put(partial);
        partial = NOTHING;
        int read = channel.read(buffer);
        if (read < 0) {
            close();
            return;
        }
        buffer.flip();
        boolean isTaken;
        do {
            isTaken = takeMessage(buffer);
        } while (isTaken && !closed);
        if (!closed && buffer.hasRemaining()) {
            partial = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
    }

    /// Takes one message from the front of the buffer; false when it is not whole yet.
    private boolean takeMessage(ByteBuffer buffer) {
        if (buffer.remaining() < CHANNEL_HEADER_BYTES) {
            return false;
        }
        int kind = Byte.toUnsignedInt(buffer.get(buffer.position())) >>> 6;
        int claimed = Short.toUnsignedInt(buffer.getShort(buffer.position() + 2));
        boolean isStun = kind == 0;
        int length = claimed + (isStun ? STUN_HEADER_BYTES : CHANNEL_HEADER_BYTES);
        boolean isBadStun = isStun && (claimed % 4 != 0 || hasOtherCookie(buffer));
        if (kind > 1 || length > Datagrams.MAX_PAYLOAD || isBadStun) {
            // The stream cannot be cut any more.
            front.metrics().dropped(Dropped.MALFORMED);
            close();
            return false;
        }
        int padded = length + 3 & ~3;
        if (buffer.remaining() < padded) {
            return false;
        }
        int slot = front.slots().reserve(1);
        Datagrams datagrams = front.slots().datagrams();
        datagrams.slot(slot).put(Datagrams.HEADROOM, buffer, buffer.position(), length);
        datagrams.received(slot, length, remote.high(), remote.low(), remote.port());
        buffer.position(buffer.position() + padded);
        Allocation now = front.relay().fromConnection(this, allocation, slot);
        if (!closed) {
            allocation = now;
        } else if (now != null) {
            // The answer did not reach the client, so it will never use what it was given.
            front.end(now);
        }
        return true;
    }

    private static boolean hasOtherCookie(ByteBuffer buffer) {
        return buffer.remaining() >= 2 * Integer.BYTES
                && buffer.getInt(buffer.position() + Integer.BYTES) != COOKIE;
    }

    @Override
    public void answer(byte[] message) {
        if (!write(ByteBuffer.wrap(message))) {
            LOG.debug("event=tcp_client_too_slow remote_port={}", remote.port());
            close();
        }
    }

    /// Hot path: called per packet. Over TCP a ChannelData is padded to four bytes.
    @Override
    public void relay(Datagrams from, int slot, int offset, int length) {
        ByteBuffer bytes = from.slot(slot);
        int padded = length + 3 & ~3;
        for (int i = length; i < padded; i++) {
            bytes.put(offset + i, (byte) 0);
        }
        bytes.limit(offset + padded).position(offset);
        if (!write(bytes)) {
            front.metrics().dropped(Dropped.SLOW_CLIENT);
        }
        bytes.clear();
    }

    /// Writes what the connection takes and queues a copy of the rest; false when that is full.
    private boolean write(ByteBuffer bytes) {
        if (closed) {
            return true;
        }
        if (queuedBytes > 0 && queuedBytes + bytes.remaining() > MAX_QUEUED_BYTES) {
            return false;
        }
        try {
            if (queue.isEmpty()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            LOG.debug("event=tcp_client_lost cause={}", e.toString());
            close();
            return true;
        }
        if (bytes.hasRemaining()) {
            queuedBytes += bytes.remaining();
            queue.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        return true;
    }

    private void writeQueue() throws IOException {
        ByteBuffer first;
        while ((first = queue.peek()) != null) {
            queuedBytes -= channel.write(first);
            if (first.hasRemaining()) {
                return;
            }
            queue.remove();
        }
        interest(SelectionKey.OP_READ);
    }

    private void interest(int operations) {
        SelectionKey registration = key;
        if (registration != null && registration.isValid()) {
            registration.interestOps(operations);
        }
    }

    @Override
    public @Nullable Allocation allocation() {
        return allocation;
    }

    @Override
    public boolean adopt(Allocation moved) {
        if (closed || allocation != null) {
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

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        front.closed(this);
        Allocation mine = allocation;
        if (mine != null) {
            allocation = null;
            front.end(mine);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("event=tcp_close_failed cause={}", e.toString());
        }
    }
}
