package dialtone.signaling.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Who is connected under which address.
///
/// Threading: for any number of threads; the lists given out do not change.
final class Endpoints {

    private final ConcurrentMap<String, List<Session>> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final int max;
    private final int maxPerAddress;

    Endpoints(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /// Adds a session, unless there is no room for it.
    boolean add(String address, Session session) {
        if (total.incrementAndGet() > max) {
            total.decrementAndGet();
            return false;
        }
        List<Session> now =
                byAddress.compute(
                        address,
                        (_, there) -> {
                            if (there == null) {
                                return List.of(session);
                            }
                            return there.size() >= maxPerAddress ? there : with(there, session);
                        });
        boolean added = now.contains(session);
        if (!added) {
            total.decrementAndGet();
        }
        return added;
    }

    void remove(String address, Session session) {
        byAddress.computeIfPresent(
                address,
                (_, there) -> {
                    List<Session> left = without(there, session);
                    if (left.size() < there.size()) {
                        total.decrementAndGet();
                    }
                    return left.isEmpty() ? null : left;
                });
    }

    List<Session> at(String address) {
        return byAddress.getOrDefault(address, List.of());
    }

    List<Session> all() {
        return byAddress.values().stream().flatMap(Collection::stream).toList();
    }

    int count() {
        return total.get();
    }

    boolean isFull() {
        return total.get() >= max;
    }

    boolean isFull(String address) {
        return at(address).size() >= maxPerAddress;
    }

    int max() {
        return max;
    }

    int maxPerAddress() {
        return maxPerAddress;
    }

    private static List<Session> with(List<Session> there, Session session) {
        List<Session> more = new ArrayList<>(there);
        more.add(session);
        return List.copyOf(more);
    }

    private static List<Session> without(List<Session> there, Session session) {
        return there.stream().filter(s -> !s.equals(session)).toList();
    }
}
