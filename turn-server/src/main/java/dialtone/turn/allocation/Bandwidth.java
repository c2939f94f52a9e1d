package dialtone.turn.allocation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Who may relay how many bytes a second: an allocation, a user, the whole server; each direction
/// for itself.
///
/// Threading: for any number of threads.
public final class Bandwidth {

    private volatile Limits limits;
    private final ConcurrentMap<String, Entry> byUser = new ConcurrentHashMap<>();
    private @Nullable Pair server;

    /// Bytes per second; 0 for any number.
    ///
    /// @param allocation of each allocation
    /// @param user of all allocations of a user together
    /// @param server of all allocations together
    public record Limits(long allocation, long user, long server) {

        /// Nothing is limited.
        public static final Limits NONE = new Limits(0, 0, 0);
    }

    /// Both directions of one limit.
    private record Pair(RateLimit toPeers, RateLimit toClients) {

        static @Nullable Pair of(long bytesPerSecond, long nowNanos) {
            return bytesPerSecond == 0
                    ? null
                    : new Pair(
                            new RateLimit(bytesPerSecond, nowNanos),
                            new RateLimit(bytesPerSecond, nowNanos));
        }
    }

    /// A user's limit, and how many allocations share it.
    private record Entry(Pair pair, int count) {}

    public Bandwidth(Limits limits) {
        this.limits = limits;
    }

    /// Sets other limits for allocations that are opened from now on.
    public void limit(Limits other) {
        synchronized (this) {
            limits = other;
            server = null;
        }
    }

    /// What one allocation may use; it is given back when the allocation ends.
    public Share open(String user, long nowNanos) {
        Limits now = limits;
        List<Pair> pairs = new ArrayList<>();
        add(pairs, Pair.of(now.allocation(), nowNanos));
        add(pairs, userPair(user, now.user(), nowNanos));
        add(pairs, serverPair(now.server(), nowNanos));
        return new Share(
                pairs.stream().map(Pair::toPeers).toArray(RateLimit[]::new),
                pairs.stream().map(Pair::toClients).toArray(RateLimit[]::new));
    }

    private static void add(List<Pair> pairs, @Nullable Pair pair) {
        if (pair != null) {
            pairs.add(pair);
        }
    }

    private @Nullable Pair userPair(String user, long bytesPerSecond, long nowNanos) {
        Pair fresh = Pair.of(bytesPerSecond, nowNanos);
        if (fresh == null) {
            return null;
        }
        Entry entry =
                byUser.merge(
                        user,
                        new Entry(fresh, 1),
                        (old, _) -> new Entry(old.pair(), old.count() + 1));
        return entry == null ? null : entry.pair();
    }

    private synchronized @Nullable Pair serverPair(long bytesPerSecond, long nowNanos) {
        if (server == null) {
            server = Pair.of(bytesPerSecond, nowNanos);
        }
        return server;
    }

    /// Gives back what an allocation of the user had.
    public void close(String user) {
        byUser.computeIfPresent(
                user,
                (_, entry) ->
                        entry.count() == 1 ? null : new Entry(entry.pair(), entry.count() - 1));
    }

    /// What one allocation may use.
    ///
    /// Threading: for any number of threads, without locks.
    public static final class Share {

        private final RateLimit[] toPeers;
        private final RateLimit[] toClients;

        private Share(RateLimit[] toPeers, RateLimit[] toClients) {
            this.toPeers = toPeers;
            this.toClients = toClients;
        }

        /// Hot path: called per packet.
        boolean takeToPeer(int bytes, long nowNanos) {
            return take(toPeers, bytes, nowNanos);
        }

        /// Hot path: called per packet.
        boolean takeToClient(int bytes, long nowNanos) {
            return take(toClients, bytes, nowNanos);
        }

        private static boolean take(RateLimit[] limits, int bytes, long nowNanos) {
            for (RateLimit limit : limits) {
                if (!limit.take(bytes, nowNanos)) {
                    return false;
                }
            }
            return true;
        }
    }
}
