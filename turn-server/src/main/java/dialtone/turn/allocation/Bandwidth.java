package dialtone.turn.allocation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Who may relay how many bytes a second: an allocation, a user, the whole server; each direction
/// for itself.
///
/// Everybody is counted also while nothing is limited, and each packet looks up the limits: so
/// other limits hold at once for all there is.
///
/// Threading: for any number of threads.
public final class Bandwidth {

    private final ConcurrentMap<String, Entry> byUser = new ConcurrentHashMap<>();
    private final Meters server = new Meters();
    private volatile Rates rates;

    /// Bytes per second; 0 for any number.
    ///
    /// @param allocation of each allocation
    /// @param user of all allocations of a user together
    /// @param server of all allocations together
    public record Limits(long allocation, long user, long server) {}

    /// The limits as [RateLimit] wants them.
    private record Rates(double allocation, double user, double server) {

        static Rates of(Limits limits) {
            return new Rates(
                    RateLimit.nanosPerByte(limits.allocation()),
                    RateLimit.nanosPerByte(limits.user()),
                    RateLimit.nanosPerByte(limits.server()));
        }
    }

    /// What was relayed in both directions.
    private record Meters(RateLimit toPeers, RateLimit toClients) {

        Meters() {
            this(new RateLimit(), new RateLimit());
        }
    }

    /// A user's meters, and how many allocations share them.
    private record Entry(Meters meters, int count) {}

    public Bandwidth(Limits limits) {
        this.rates = Rates.of(limits);
    }

    /// Sets other limits from the next packet on. What the last packet used up under the old ones
    /// stays used up.
    public void limit(Limits other) {
        rates = Rates.of(other);
    }

    /// What one allocation may use; it is given back when the allocation ends.
    public Share open(String user) {
        Entry entry =
                byUser.compute(
                        user,
                        (_, old) ->
                                old == null
                                        ? new Entry(new Meters(), 1)
                                        : new Entry(old.meters(), old.count() + 1));
        return new Share(new Meters(), entry.meters());
    }

    /// Gives back what an allocation of the user had.
    public void close(String user) {
        byUser.computeIfPresent(
                user,
                (_, entry) ->
                        entry.count() == 1 ? null : new Entry(entry.meters(), entry.count() - 1));
    }

    /// What one allocation may use.
    ///
    /// Threading: for any number of threads, without locks.
    public final class Share {

        private final Meters own;
        private final Meters user;

        private Share(Meters own, Meters user) {
            this.own = own;
            this.user = user;
        }

        /// Hot path: called per packet.
        boolean takeToPeer(int bytes, long nowNanos) {
            Rates now = rates;
            return own.toPeers.take(bytes, now.allocation, nowNanos)
                    && user.toPeers.take(bytes, now.user, nowNanos)
                    && server.toPeers.take(bytes, now.server, nowNanos);
        }

        /// Hot path: called per packet.
        boolean takeToClient(int bytes, long nowNanos) {
            Rates now = rates;
            return own.toClients.take(bytes, now.allocation, nowNanos)
                    && user.toClients.take(bytes, now.user, nowNanos)
                    && server.toClients.take(bytes, now.server, nowNanos);
        }
    }
}
