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

    private final Map<String, T> entries = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int max;
    private volatile boolean closed;

    Memberships(int max) {
        this.max = max;
    }

    Entry enter(String name, T value) {
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return closed ? Entry.OVER : Entry.FULL;
        }
        entries.put(name, value);
        if (closed) {
            leave(name);
            return Entry.OVER;
        }
        return Entry.ENTERED;
    }

    void leave(String name) {
        if (entries.remove(name) != null) {
            count.decrementAndGet();
        }
    }

    @Nullable T get(String name) {
        return entries.get(name);
    }

    List<T> all() {
        return List.copyOf(entries.values());
    }

    /// Lets nobody enter from now on, and gives who is in.
    List<T> close() {
        closed = true;
        return all();
    }
}
