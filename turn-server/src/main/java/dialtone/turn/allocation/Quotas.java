package dialtone.turn.allocation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many allocations there are, and how many each user has.
///
/// Threading: for any number of threads.
public final class Quotas {

    private volatile Bounds bounds;
    private final ConcurrentMap<String, Integer> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    /// A quota for each user, and one for all of them.
    public record Bounds(int perUser, int total) {}

    public Quotas(int perUser, int total) {
        bounds = new Bounds(perUser, total);
    }

    /// Counts by other bounds from now on; who has more already keeps it.
    public void limit(Bounds newBounds) {
        bounds = newBounds;
    }

    /// Whether there was room for one more.
    public enum Taken {
        DONE,
        USER_FULL,
        SERVER_FULL
    }

    /// Counts one more, if there is room for it.
    public Taken take(String user) {
        if (all.incrementAndGet() > bounds.total()) {
            all.decrementAndGet();
            return Taken.SERVER_FULL;
        }
        int before = byUser.merge(user, 1, Integer::sum) - 1;
        if (before >= bounds.perUser()) {
            give(user);
            return Taken.USER_FULL;
        }
        return Taken.DONE;
    }

    /// Counts one less.
    public void give(String user) {
        all.decrementAndGet();
        byUser.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
}
