package dialtone.turn.relay;

import dialtone.udp.Datagrams;
import dialtone.udp.Remote;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// A loop whose sockets reach nothing: what is sent is kept, what is to be received is given. So a
/// relay may have any addresses, and no packet of a test can leave the machine.
///
/// Threading: for the test's thread.
final class InMemoryLoop implements UdpLoop {

    private final Map<InetSocketAddress, Socket> sockets = new HashMap<>();
    private final List<Runnable> unsent = new ArrayList<>();
    private final List<Datagram> sent = new ArrayList<>();

    void deliver(Datagram datagram) {
        Socket socket = sockets.get(datagram.to());
        if (socket != null) {
            socket.incoming.add(datagram);
        }
    }

    /// An ICMP message comes about a datagram to that address.
    void unreachable(InetSocketAddress local, InetSocketAddress to, int type, int code) {
        Socket socket = sockets.get(local);
        if (socket != null) {
            socket.errors.add(new Unreachable(Remote.of(to), type, code));
        }
    }

    private record Unreachable(Remote to, int type, int code) {}

    List<Datagram> takeSent() {
        List<Datagram> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public UdpSocket open(
            InetSocketAddress local, @Nullable Object attachment, int bufferBytes, boolean isShared)
            throws IOException {
        Socket socket = new Socket(local, attachment);
        if (sockets.putIfAbsent(local, socket) != null) {
            throw new BindException(local + " is taken");
        }
        return socket;
    }

    @Override
    public void poll(long timeoutMillis, Handler handler) {
        for (Socket socket : List.copyOf(sockets.values())) {
            while (!socket.incoming.isEmpty()) {
                handler.readable(socket);
            }
            Unreachable error;
            while ((error = socket.errors.poll()) != null) {
                handler.unreachable(socket, error.to(), error.type(), error.code(), 0);
            }
        }
    }

    /// Copies only now, as the system would: a slot that was used again before shows.
    @Override
    public void flush() {
        unsent.forEach(Runnable::run);
        unsent.clear();
    }

    @Override
    public void wakeup() {
        // Nobody waits in poll.
    }

    @Override
    public void close() {
        sockets.clear();
    }

    private final class Socket implements UdpSocket {

        private final InetSocketAddress local;
        private final @Nullable Object attachment;
        private final Queue<Datagram> incoming = new ArrayDeque<>();
        private final Queue<Unreachable> errors = new ArrayDeque<>();

        Socket(InetSocketAddress local, @Nullable Object attachment) {
            this.local = local;
            this.attachment = attachment;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public @Nullable Object attachment() {
            return attachment;
        }

        @Override
        public int receive(Datagrams into, int first, int count) {
            int received = 0;
            Datagram next;
            while (received < count && (next = incoming.poll()) != null) {
                int slot = first + received++;
                Remote from = Remote.of(next.from());
                byte[] bytes = next.bytes();
                int length = Math.min(bytes.length, Datagrams.MAX_PAYLOAD);
                into.slot(slot).put(Datagrams.HEADROOM, bytes, 0, length);
                into.received(slot, length, from.high(), from.low(), from.port());
            }
            return received;
        }

        @Override
        public void send(Datagrams from, int slot, int offset, int length, Remote to) {
            unsent.add(
                    () -> {
                        byte[] bytes = new byte[length];
                        from.slot(slot).get(offset, bytes);
                        sent.add(new Datagram(local, to.socketAddress(), bytes));
                    });
        }

        @Override
        public void allowFragments(boolean allowed) {
            // Nothing is fragmented here.
        }

        @Override
        public long sendFailures() {
            return 0;
        }

        @Override
        public void close() {
            sockets.remove(local);
        }
    }
}
