package dialtone.signaling.hub;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Who is connected under which address.
///
/// Threading: for any number of threads; the lists given out do not change.
final class Endpoints {

    private final ConcurrentMap<String, List<Session>> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> places = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final int max;
    private final int maxPerAddress;

    Endpoints(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /// Takes a place for a session, unless there is none.
    boolean reserve(String address) {
        int all = total.incrementAndGet();
        int here = places.merge(address, 1, Integer::sum);
        if (all <= max && here <= maxPerAddress) {
            return true;
        }
        giveBack(address);
        return false;
    }

    /// Lets the session be found, for which a place was taken.
    void add(String address, Session session) {
        byAddress.merge(address, List.of(session), Endpoints::with);
    }

    /// Takes it out and gives its place back.
    void remove(String address, Session session) {
        byAddress.computeIfPresent(
                address,
                (_, there) -> {
                    List<Session> left = there.stream().filter(s -> !s.equals(session)).toList();
                    return left.isEmpty() ? null : left;
                });
        giveBack(address);
    }

    private void giveBack(String address) {
        places.computeIfPresent(address, (_, taken) -> taken == 1 ? null : taken - 1);
        total.decrementAndGet();
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
        return places.getOrDefault(address, 0) >= maxPerAddress;
    }

    int max() {
        return max;
    }

    int maxPerAddress() {
        return maxPerAddress;
    }

    private static List<Session> with(List<Session> there, List<Session> added) {
        return Stream.concat(there.stream(), added.stream()).toList();
    }
}
