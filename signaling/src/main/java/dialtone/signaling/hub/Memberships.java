package dialtone.signaling.hub;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What a session is in, calls or rooms: so many at most, and none after the session is over.
///
/// Threading: for any number of threads. Whoever enters before [#close()] is in its list; whoever
/// comes later is turned away.
final class Memberships<T> {

    enum Entry {
        ENTERED,
        /// As many as may be are there.
        FULL,
        /// The session is over.
        OVER
    }

    /// What the map has room for at first.
    private static final int FEW = 2;

    private final int max;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    /// Null until somebody enters: most sessions are in nothing, most of the time.
    private volatile @Nullable Map<String, T> entries;

    Memberships(int max) {
        this.max = max;
    }

    Entry enter(String name, T value) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return closed ? Entry.OVER : Entry.FULL;
        }
        made().put(name, value);
        if (closed) {
            leave(name);
            return Entry.OVER;
        }
        return Entry.ENTERED;
    }

    private Map<String, T> made() {
        Map<String, T> there = entries;
        if (there != null) {
            return there;
        }
        synchronized (this) {
            there = entries;
            if (there == null) {
                there = new ConcurrentHashMap<>(FEW);
                entries = there;
            }
            return there;
        }
    }

    void leave(String name) {
        Map<String, T> there = entries;
        if (there != null && there.remove(name) != null) {
            count.decrementAndGet();
        }
    }

    @Nullable T get(String name) {
        Map<String, T> there = entries;
        return there == null ? null : there.get(name);
    }

    List<T> all() {
        Map<String, T> there = entries;
        return there == null ? List.of() : List.copyOf(there.values());
    }

    /// Lets nobody enter from now on, and gives who is in.
    List<T> close() {
        closed = true;
        return all();
    }
}
