package dialtone.turn;

import dialtone.turn.relay.Datagram;
import dialtone.turn.relay.InMemoryShard;
import dialtone.turn.relay.RelayContext;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// A TURN server on sockets in memory, which may be given any addresses: its peers on loopback are
/// strangers as they are to a server on the internet, and what it sends there goes nowhere.
///
/// Threading: for the test's thread.
final class InMemoryTurn implements AutoCloseable {

    final TestClock clock = new TestClock();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RelayContext context;
    final InMemoryShard shard;
    private final InetSocketAddress listener;
    private final Map<InetSocketAddress, Queue<byte[]>> inboxes = new HashMap<>();
    private final List<Datagram> toPeers = new ArrayList<>();

    InMemoryTurn(TestTurn config) {
        TurnConfig built = config.build();
        listener = built.listen().getFirst();
        context = TurnServer.context(built, null, registry, false, clock);
        shard = new InMemoryShard(context, clock::nanoTime, listener);
    }

    InetSocketAddress listener() {
        return listener;
    }

    /// A client at that address.
    TestClient client(String address, int port) {
        return TestClient.over(wire(address, port));
    }

    /// A client at that address with a connection.
    TestClient connection(String address, int port) {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        return TestClient.over(new ConnectionWire(local));
    }

    Wire wire(String address, int port) {
        return new ClientWire(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    /// What the relay sent to peers since this was asked last.
    List<Datagram> takeSentToPeers() {
        List<Datagram> taken = List.copyOf(toPeers);
        toPeers.clear();
        return taken;
    }

    /// What a client at that address received since this was asked last.
    List<byte[]> takeReceived(InetSocketAddress client) {
        Queue<byte[]> inbox = inboxes.remove(client);
        return inbox == null ? List.of() : List.copyOf(inbox);
    }

    void deliver(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        shard.deliver(from, to, bytes);
        turn();
    }

    void turn() {
        for (Datagram datagram : shard.turn()) {
            if (datagram.from().equals(listener)) {
                inboxes.computeIfAbsent(datagram.to(), _ -> new ArrayDeque<>())
                        .add(datagram.bytes());
            } else {
                toPeers.add(datagram);
            }
        }
    }

    double dropped(String reason) {
        return registry.get("dialtone.turn.dropped.packets")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    @Override
    public void close() {
        shard.close();
    }

    private final class ClientWire implements Wire {

        private final InetSocketAddress local;

        ClientWire(InetSocketAddress local) {
            this.local = local;
            inboxes.put(local, new ArrayDeque<>());
        }

        @Override
        public void send(byte[] bytes) {
            deliver(local, listener, bytes);
        }

        @Override
        public byte[] receive() throws IOException {
            Queue<byte[]> inbox = inboxes.get(local);
            byte[] message = inbox == null ? null : inbox.poll();
            if (message == null) {
                throw new IOException("nothing came for " + local);
            }
            return message;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public void close() {
            inboxes.remove(local);
        }
    }

    private final class ConnectionWire implements Wire {

        private final LifeClient client;
        private final Queue<byte[]> messages = new ArrayDeque<>();

        ConnectionWire(InetSocketAddress local) {
            client = new LifeClient(local, true, TestTurn.USER, TestTurn.PASSWORD);
        }

        @Override
        public void send(byte[] bytes) {
            client.send(InMemoryTurn.this, bytes, bytes.length);
        }

        /// What other threads do for an answer is waited for.
        @Override
        public byte[] receive() {
            WithServer.await("a message to " + local(), this::hasMessage);
            return messages.remove();
        }

        private boolean hasMessage() {
            turn();
            messages.addAll(client.takeReceived(InMemoryTurn.this));
            return !messages.isEmpty();
        }

        @Override
        public InetSocketAddress local() {
            return client.local();
        }

        @Override
        public void close() {
            client.hangUp(InMemoryTurn.this);
        }
    }
}
