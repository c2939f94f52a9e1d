package dialtone.turn.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/// Credentials that are refused although their time is not over.
///
/// Each is remembered until it would have ended by itself, so there are no more than were given out
/// in one lifetime. Beyond [#MAX] the one that ends soonest is forgotten.
///
/// Threading: asked by any thread without a lock; the lock is for those who add.
final class Revocations {

    /// Some megabytes.
    static final int MAX = 100_000;

    private final InstantSource clock;
    private final int max;
    private final Map<String, Instant> endByUsername = new ConcurrentHashMap<>();
    private final Queue<Revoked> bySoonestEnd =
            new PriorityQueue<>(Comparator.comparing(Revoked::end));

    private record Revoked(String username, Instant end) {}

    Revocations(InstantSource clock, int max) {
        this.clock = clock;
        this.max = max;
    }

    boolean has(String username) {
        return endByUsername.containsKey(username);
    }

    /// Refuses a credential until it would have ended anyway.
    synchronized void add(String username, Instant end) {
        dropEnded();
        if (!end.isAfter(clock.instant()) || endByUsername.putIfAbsent(username, end) != null) {
            return;
        }
        bySoonestEnd.add(new Revoked(username, end));
        if (bySoonestEnd.size() > max) {
            endByUsername.remove(bySoonestEnd.remove().username());
        }
    }

    private void dropEnded() {
        Instant now = clock.instant();
        for (Revoked next = bySoonestEnd.peek();
                next != null && !next.end().isAfter(now);
                next = bySoonestEnd.peek()) {
            bySoonestEnd.remove();
            endByUsername.remove(next.username());
        }
    }

    int size() {
        return endByUsername.size();
    }
}
