package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.LiveAllocation;
import dialtone.turn.dtls.DtlsServer;
import dialtone.turn.dtls.DtlsSessions;
import dialtone.udp.PacketSlots;
import dialtone.udp.Remote;
import dialtone.udp.UdpLoop;
import dialtone.udp.UdpLoops;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;
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
/// from then on all is the shard's thread's. [#execute(Runnable)],
/// [#connected(InetSocketAddress, InetSocketAddress, String, Output)], [#close()] and
/// [#isAlive()] are for any thread, as is [#isOwnThread()].
public final class Shard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /// Packets of all clients arrive on one socket.
    private static final int LISTENER_BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int SLOTS = 256;

    /// How often times that are over are looked for.
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private final UdpLoop loop;
    private final LongSupplier nanoClock;
    private final Requests requests;
    private final Relay relay;
    private final Allocations allocations;
    private final Streams streams;
    private final DtlsClients dtlsClients;
    private final @Nullable DtlsSessions dtls;
    private final UdpLoop.Handler handler = new SocketHandler();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private long nextSweepNanos;
    private volatile Thread thread = new Thread();
    private volatile boolean stopping;

    /// A shard without sockets.
    ///
    /// @param nanoClock as [System#nanoTime()]
    /// @param coalesceMicros as [UdpLoops#open(int)] has it
    public Shard(RelayContext context, LongSupplier nanoClock, int coalesceMicros)
            throws IOException {
        this(context, nanoClock, UdpLoops.open(coalesceMicros));
    }

    /// A shard on a loop that it closes.
    Shard(RelayContext context, LongSupplier nanoClock, UdpLoop loop) {
        this.nanoClock = nanoClock;
        this.loop = loop;
        PacketSlots slots = new PacketSlots(loop, SLOTS);
        UdpClients udpClients = new UdpClients();
        allocations = new Allocations(loop, context, this::execute, nanoClock);
        requests = new Requests(context, allocations, this::execute);
        relay = new Relay(slots, udpClients, requests, context);
        allocations.onLeave(relay::left);
        streams = new Streams(slots, relay, allocations, context.metrics());
        TurnMetrics metrics = context.metrics();
        dtlsClients = new DtlsClients(this, slots, relay, requests, allocations, metrics);
        DtlsServer dtlsServer = context.dtls();
        dtls = dtlsServer == null ? null : new DtlsSessions(dtlsServer, dtlsClients);
        if (dtls != null) {
            relay.takeDtls(dtls);
        }
        nextSweepNanos = nanoClock.getAsLong();
    }

    /// Opens a UDP listening socket.
    ///
    /// @param isShared whether other shards open the same one
    public UdpSocket listenUdp(InetSocketAddress address, boolean isShared) throws IOException {
        UdpSocket socket = loop.open(address, null, LISTENER_BUFFER_BYTES, isShared);
        relay.listen(socket);
        return socket;
    }

    /// Offers NAT behaviour discovery at listening sockets of this shard; before it is started.
    public void offer(Discovery discovery) {
        requests.offer(discovery);
    }

    /// Takes over a client that came over a connection.
    ///
    /// @param remote the client's address
    /// @param server where it reached this server
    /// @param transport a label of metrics: `tcp` or `tls`
    /// @return the client, to be used in tasks of this shard alone
    public StreamClient connected(
            InetSocketAddress remote, InetSocketAddress server, String transport, Output output) {
        StreamClient client = new StreamClient(streams, remote, server, transport, output);
        execute(() -> streams.opened(client));
        return client;
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

    /// Whether the caller is the shard's thread.
    boolean isOwnThread() {
        return Thread.currentThread().equals(thread);
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
        streams.closeAll();
        if (dtls != null) {
            dtls.endAll();
        }
        loop.flush();
    }

    /// Hot path: called per wake-up.
    void turn() throws IOException {
        loop.poll(SWEEP.toMillis(), handler);
        wake();
        runTasks();
        loop.flush();
        streams.flush();
    }

    /// Runs what waits now. What a task gives waits for the next turn: sockets that it closed are
    /// then closed for the system as well.
    private void runTasks() {
        Runnable task;
        for (int left = tasks.size(); left > 0 && (task = tasks.poll()) != null; left--) {
            task.run();
        }
    }

    /// Looks at the clock for all that comes next, and ends what is over before anything uses it.
    ///
    /// Hot path: called per readable socket.
    private void wake() {
        long now = nanoClock.getAsLong();
        relay.now(now);
        streams.now(now);
        dtlsClients.now(now);
        if (now - nextSweepNanos >= 0) {
            nextSweepNanos = now + SWEEP.toNanos();
            allocations.endExpired(now);
            streams.closeIdle();
            if (dtls != null) {
                dtls.sweep(now);
            }
        }
    }

    /// Tells the relay what sockets have.
    private final class SocketHandler implements UdpLoop.Handler {

        /// Hot path: called per readable socket.
        @Override
        public void readable(UdpSocket socket) {
            wake();
            if (socket.attachment() instanceof Allocation allocation) {
                relay.fromPeers(allocation, socket);
            } else {
                relay.fromClients(socket);
            }
        }

        @Override
        public void unreachable(UdpSocket socket, Remote to, int type, int code, int mtuBytes) {
            if (socket.attachment() instanceof Allocation allocation) {
                relay.now(nanoClock.getAsLong());
                relay.unreachable(allocation, to, type, code, mtuBytes);
            }
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
