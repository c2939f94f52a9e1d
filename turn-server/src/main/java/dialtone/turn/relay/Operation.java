package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// What operators change while the relay runs, the same for all shards.
///
/// Threading: for any thread; every request looks anew.
public final class Operation {

    private volatile Limits limits;
    private volatile boolean isDraining;

    /// Bounds that hold for whatever comes next; what there is already keeps what it has.
    ///
    /// @param maxLifetime an allocation may have without a refresh
    /// @param bounds of new allocations
    /// @param unauthorizedRateLimit answers a second to a source that has shown no credential
    /// @param alternateServers where clients are sent while this relay drains
    public record Limits(
            Duration maxLifetime,
            Allocation.Bounds bounds,
            int unauthorizedRateLimit,
            List<InetSocketAddress> alternateServers) {

        public Limits {
            alternateServers = List.copyOf(alternateServers);
        }
    }

    public Operation(Limits limits) {
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    public void limit(Limits newLimits) {
        limits = newLimits;
    }

    /// Whether allocations live on, but no new ones are made.
    public boolean isDraining() {
        return isDraining;
    }

    public void drain(boolean isWished) {
        isDraining = isWished;
    }

    /// The server that a client of this family should ask instead; null when there is none.
    @Nullable InetSocketAddress alternateFor(boolean isV6) {
        for (InetSocketAddress server : limits.alternateServers()) {
            if (server.getAddress() instanceof Inet6Address == isV6) {
                return server;
            }
        }
        return null;
    }
}
