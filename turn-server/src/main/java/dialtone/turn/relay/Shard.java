package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.LiveAllocation;
import dialtone.udp.NioUdpLoop;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// One thread of the server with everything it owns: its listening sockets, its clients, their
/// allocations and relay sockets. Shards share no state but [RelayContext]; the system gives every
/// UDP client to one of them (`SO_REUSEPORT`).
///
/// Threading: sockets are opened before [#start(String)], by the thread that makes the shard;
/// from then on all is the shard's thread's. [#execute(Runnable)], [#close()] and [#isAlive()] are
/// for any thread.
public final class Shard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /// Packets of all clients arrive on one socket.
    private static final int LISTENER_BUFFER_BYTES = 4 * 1024 * 1024;

    /// How often times that are over are looked for.
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final NioUdpLoop loop = new NioUdpLoop();
    private final LongSupplier nanoClock;
    private final Relay relay;
    private final Allocations allocations;
    private final TcpFront tcp;
    private final UdpLoop.ReadHandler readable = this::readable;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private long nextSweepNanos;
    private volatile Thread thread = new Thread();
    private volatile boolean stopping;

    /// A shard without sockets.
    ///
    /// @param nanoClock as [System#nanoTime()]
    /// @param maxConnections TCP connections there may be
    public Shard(RelayContext context, LongSupplier nanoClock, int maxConnections)
            throws IOException {
        this.nanoClock = nanoClock;
        PacketSlots slots = new PacketSlots(loop);
        UdpClients udpClients = new UdpClients();
        allocations = new Allocations(loop, context);
        relay = new Relay(slots, udpClients, new Requests(context, allocations), context);
        allocations.onEnd(relay::ended);
        tcp = new TcpFront(loop, slots, relay, allocations, context, maxConnections, this::wake);
        nextSweepNanos = nanoClock.getAsLong();
    }

    /// Opens a UDP listening socket.
    ///
    /// @param isShared whether other shards open the same one
    public UdpSocket listenUdp(InetSocketAddress address, boolean isShared) throws IOException {
        return loop.open(address, null, LISTENER_BUFFER_BYTES, isShared);
    }

    public void listenTcp(InetSocketAddress address) throws IOException {
        tcp.listen(address);
    }

    /// Begins its work.
    public void start(String name) {
        Thread started = new Thread(this::run, name);
        thread = started;
        started.setDaemon(true);
        started.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /// Runs a task on the shard's thread, soon, after those that were given before it. A task that
    /// is given while the shard stops may never run.
    public void execute(Runnable task) {
        tasks.add(task);
        loop.wakeup();
    }

    /// The allocations there are, from the shard's thread.
    public CompletableFuture<List<LiveAllocation>> allocations() {
        return ask(allocations::describe);
    }

    /// Ends the allocations of which it is true.
    ///
    /// @return how many there were, once they have ended
    public CompletableFuture<Integer> endIf(Predicate<Allocation> condition) {
        return ask(now -> allocations.endIf(condition, now));
    }

    private <T> CompletableFuture<T> ask(LongFunction<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(
                () -> {
                    try {
                        answer.complete(question.apply(nanoClock.getAsLong()));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }

    private void run() {
        while (!stopping) {
            try {
                turn();
            } catch (IOException | RuntimeException | Error e) {
                // Nothing that a stranger sends may end the service of everybody else.
                LOG.error("event=turn_shard_failed", e);
            }
        }
        allocations.endAll(nanoClock.getAsLong());
        tcp.closeAll();
    }

    /// Hot path: called per wake-up.
    private void turn() throws IOException {
        loop.poll(SWEEP.toMillis(), readable);
        wake();
        runTasks();
        loop.flush();
    }

    private void runTasks() {
        Runnable task;
        while ((task = tasks.poll()) != null) {
            task.run();
        }
    }

    /// Looks at the clock for all that comes next, and ends what is over before anything uses it.
    ///
    /// Hot path: called per readable socket.
    private void wake() {
        long now = nanoClock.getAsLong();
        relay.now(now);
        tcp.now(now);
        if (now - nextSweepNanos >= 0) {
            nextSweepNanos = now + SWEEP.toNanos();
            allocations.endExpired(now);
            tcp.closeIdle();
        }
    }

    /// Hot path: called per readable socket.
    private void readable(UdpSocket socket) {
        wake();
        if (socket.attachment() instanceof Allocation allocation) {
            relay.fromPeers(allocation);
        } else {
            relay.fromClients(socket);
        }
    }

    @Override
    public void close() {
        stopping = true;
        loop.wakeup();
        try {
            if (thread.isAlive()) {
                thread.join(STOP_TIME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Only now: the thread must not find its loop closed while it ends what it has.
        loop.close();
    }
}
