package dialtone.turn.relay;

import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.allocation.Reservations;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunError;
import dialtone.turn.tcp.PeerConnections;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Everything the relay counts, as it happens; `docs/metrics.md` explains it.
///
/// Threading: for any thread. What is counted per packet costs a few nanoseconds and makes no
/// objects.
public final class TurnMetrics {

    private static final String FAMILY = "family";
    private static final String TRANSPORT = "transport";
    private static final String REASON = "reason";

    private static final List<String> TRANSPORTS = List.of("udp", "tcp", "tls", "dtls");

    private final MeterRegistry registry;
    private final List<ShardTraffic> shards = new CopyOnWriteArrayList<>();
    private final LongAdder tcpBytesToPeers = new LongAdder();
    private final LongAdder tcpBytesToClients = new LongAdder();
    private final Map<Dropped, LongAdder> dropped = new EnumMap<>(Dropped.class);
    private final Map<AddressPolicy.Denial, Counter> denied =
            new EnumMap<>(AddressPolicy.Denial.class);
    private final Timer lifetimes;
    private final AtomicInteger[] active = new AtomicInteger[2 * TRANSPORTS.size()];

    /// Why a packet was not relayed.
    public enum Dropped {
        /// The client has no allocation.
        NO_ALLOCATION,
        /// The channel's number is not bound.
        NO_CHANNEL,
        /// The peer has no permission, in either direction.
        NO_PERMISSION,
        /// It cannot be read.
        MALFORMED,
        /// It does not fit into the message that would tell the client of it.
        TOO_LONG,
        /// It is more than the bandwidth allows.
        BANDWIDTH,
        /// The client's connection was lost; it may come back with a ticket.
        NO_CLIENT,
        /// A client with a connection reads too slowly.
        SLOW_CLIENT,
        /// Nobody is answered that often without credentials.
        RATE_LIMITED;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TurnMetrics(
            MeterRegistry registry,
            RelayPorts ports,
            Reservations reservations,
            PeerConnections connections) {
        this.registry = registry;
        traffic("in", "client", true);
        traffic("out", "peer", true);
        traffic("in", "peer", false);
        traffic("out", "client", false);
        tcp(connections);
        for (Dropped reason : Dropped.values()) {
            LongAdder count = new LongAdder();
            dropped.put(reason, count);
            FunctionCounter.builder("dialtone.turn.dropped.packets", count, LongAdder::sum)
                    .description("Packets that were not relayed")
                    .tag(REASON, reason.label())
                    .register(registry);
        }
        for (AddressPolicy.Denial reason : AddressPolicy.Denial.values()) {
            denied.put(
                    reason,
                    Counter.builder("dialtone.turn.permission.denied")
                            .description("Peers that the address policy refused")
                            .tag(REASON, reason.label())
                            .register(registry));
        }
        lifetimes =
                Timer.builder("dialtone.turn.allocation.lifetime")
                        .description("How long allocations lived")
                        .serviceLevelObjectives(
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(10),
                                Duration.ofHours(1),
                                Duration.ofHours(6))
                        .register(registry);
        for (int i = 0; i < active.length; i++) {
            active[i] = new AtomicInteger();
            Gauge.builder("dialtone.turn.allocations.active", active[i], AtomicInteger::get)
                    .description("Relayed addresses")
                    .tags(TRANSPORT, TRANSPORTS.get(i / 2))
                    .tags(FAMILY, i % 2 == 0 ? "ipv4" : "ipv6")
                    .register(registry);
        }
        Gauge.builder("dialtone.turn.relay.ports.used", ports, RelayPorts::used)
                .description("Relay ports in use")
                .register(registry);
        Gauge.builder("dialtone.turn.reservations.active", reservations, Reservations::count)
                .description("Relay ports kept for a client's next allocation")
                .register(registry);
        Gauge.builder("dialtone.turn.relay.ports.capacity", ports, RelayPorts::capacity)
                .description("Relay ports there are")
                .register(registry);
    }

    /// One direction on one side. What comes in from one side and is relayed goes out to the other.
    private void traffic(String direction, String side, boolean isToPeer) {
        for (boolean isChannel : new boolean[] {true, false}) {
            FunctionCounter.builder(
                            "dialtone.turn.packets",
                            shards,
                            all ->
                                    all.stream()
                                            .mapToLong(s -> s.packets(isToPeer, isChannel))
                                            .sum())
                    .description("Relayed packets")
                    .tags("direction", direction, "side", side)
                    .tags("kind", isChannel ? "channel" : "indication")
                    .register(registry);
        }
        FunctionCounter.builder(
                        "dialtone.turn.bytes",
                        shards,
                        all -> all.stream().mapToLong(s -> s.bytes(isToPeer)).sum())
                .description("Payload of relayed packets")
                .tags("direction", direction, "side", side)
                .register(registry);
    }

    private void tcp(PeerConnections connections) {
        Gauge.builder("dialtone.turn.tcp.connections.active", connections, PeerConnections::count)
                .description("Connections with peers")
                .register(registry);
        tcpBytes("to-peer", tcpBytesToPeers);
        tcpBytes("to-client", tcpBytesToClients);
    }

    private void tcpBytes(String direction, LongAdder bytes) {
        FunctionCounter.builder("dialtone.turn.tcp.bytes", bytes, LongAdder::sum)
                .description("Bytes relayed over connections with peers")
                .tag("direction", direction)
                .register(registry);
    }

    void relayedOverTcp(int bytes, boolean isToPeer) {
        (isToPeer ? tcpBytesToPeers : tcpBytesToClients).add(bytes);
    }

    /// What a new shard counts its packets with.
    ShardTraffic shard() {
        ShardTraffic shard = new ShardTraffic();
        shards.add(shard);
        return shard;
    }

    /// Hot path: called per packet.
    void dropped(Dropped reason) {
        LongAdder count = dropped.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void denied(AddressPolicy.Denial reason) {
        Counter count = denied.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void answered(Method method, @Nullable StunError error) {
        Counter.builder("dialtone.turn.requests")
                .description("Requests")
                .tags("method", method.label(), "code", code(error, "200"))
                .register(registry)
                .increment();
        if (method == Method.ALLOCATE) {
            Counter.builder("dialtone.turn.allocations")
                    .description("Wishes for an allocation")
                    .tags("result", error == null ? "created" : "rejected")
                    .tags("code", code(error, "none"))
                    .register(registry)
                    .increment();
        }
    }

    private static String code(@Nullable StunError error, String none) {
        return error == null ? none : Integer.toString(error.code());
    }

    void authenticationFailed(String reason) {
        Counter.builder("dialtone.turn.auth.failures")
                .description("Requests whose credentials were refused")
                .tag(REASON, reason)
                .register(registry)
                .increment();
    }

    /// A relayed address began.
    void began(String transport, AddressFamily family) {
        active(transport, family).incrementAndGet();
    }

    /// A relayed address ended.
    void ended(String transport, AddressFamily family) {
        active(transport, family).decrementAndGet();
    }

    /// An allocation moved to another address of its client.
    ///
    /// @param shards `same`, or `other` when it also went to another thread
    void moved(String shards) {
        Counter.builder("dialtone.turn.mobility.moves")
                .description("Allocations that moved to another address of their client")
                .tag("shard", shards)
                .register(registry)
                .increment();
    }

    /// An allocation ended.
    void lived(Duration lifetime) {
        lifetimes.record(lifetime);
    }

    private AtomicInteger active(String transport, AddressFamily family) {
        int first = 2 * TRANSPORTS.indexOf(transport);
        return active[first + (family == AddressFamily.IPV6 ? 1 : 0)];
    }
}
