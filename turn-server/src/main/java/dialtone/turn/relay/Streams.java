package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.udp.PacketSlots;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The clients of a shard that came over connections.
///
/// Threading: for the shard's thread.
final class Streams {

    /// How long a connection may be without an allocation.
    private static final Duration IDLE_TIME = Duration.ofMinutes(1);

    private final PacketSlots slots;
    private final Relay relay;
    private final Allocations allocations;
    private final TurnMetrics metrics;
    private final Set<StreamClient> clients = new LinkedHashSet<>();
    private final List<StreamClient> withOutput = new ArrayList<>();
    private long nowNanos;

    Streams(PacketSlots slots, Relay relay, Allocations allocations, TurnMetrics metrics) {
        this.slots = slots;
        this.relay = relay;
        this.allocations = allocations;
        this.metrics = metrics;
    }

    void opened(StreamClient client) {
        client.opened(nowNanos);
        clients.add(client);
    }

    void now(long nanos) {
        nowNanos = nanos;
    }

    /// Notes that something is to be sent to the client at the end of the turn.
    ///
    /// Hot path: called per packet.
    void hasOutput(StreamClient client) {
        withOutput.add(client);
    }

    /// Sends what this turn had for clients, all packets of one client together.
    ///
    /// Hot path: called per wake-up.
    void flush() {
        for (int i = 0; i < withOutput.size(); i++) {
            withOutput.get(i).flush();
        }
        withOutput.clear();
    }

    void closeIdle() {
        for (StreamClient client : List.copyOf(clients)) {
            if (client.isIdleSince(nowNanos - IDLE_TIME.toNanos())) {
                client.close();
            }
        }
    }

    void closeAll() {
        List.copyOf(clients).forEach(StreamClient::close);
    }

    void closed(StreamClient client) {
        clients.remove(client);
    }

    void end(Allocation allocation) {
        allocations.clientLost(allocation, nowNanos);
    }

    PacketSlots slots() {
        return slots;
    }

    Relay relay() {
        return relay;
    }

    TurnMetrics metrics() {
        return metrics;
    }
}
