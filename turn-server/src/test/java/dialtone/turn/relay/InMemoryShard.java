package dialtone.turn.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;

/// A shard that works when it is told to, on sockets in memory: everything of the relay but the
/// system's calls and the threads.
///
/// Threading: for the test's thread.
public final class InMemoryShard implements AutoCloseable {

    private final InMemoryLoop loop = new InMemoryLoop();
    private final Shard shard;

    public InMemoryShard(RelayContext context, LongSupplier nanoClock, InetSocketAddress listen) {
        shard = new Shard(context, nanoClock, loop);
        try {
            shard.listenUdp(listen, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts a datagram before the socket it is for; it is lost when there is none.
    public void deliver(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        loop.deliver(new Datagram(from, to, bytes));
    }

    /// Tells a socket that its datagram to that address did not arrive, as ICMP does.
    public void unreachable(InetSocketAddress local, InetSocketAddress to, int type, int code) {
        loop.unreachable(local, to, type, code);
    }

    /// A client's new connection.
    public StreamClient connect(InetSocketAddress from, InetSocketAddress to, Output output) {
        StreamClient client = shard.connected(from, to, "tcp", output);
        turn();
        return client;
    }

    /// Does whatever there is to do.
    ///
    /// @return what was sent meanwhile
    public List<Datagram> turn() {
        try {
            shard.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loop.takeSent();
    }

    @Override
    public void close() {
        shard.close();
    }
}
