package dialtone.signaling.hub;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The sessions of this process.
///
/// Threading: for any number of threads; the lists given out do not change.
final class LocalEndpoints implements Endpoints {

    private final ConcurrentMap<String, List<Endpoint>> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> places = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();
    private final int max;
    private final int maxPerAddress;

    LocalEndpoints(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    @Override
    public boolean reserve(String address) {
        int all = total.incrementAndGet();
        int here = places.merge(address, 1, Integer::sum);
        if (all <= max && here <= maxPerAddress) {
            return true;
        }
        giveBack(address);
        return false;
    }

    @Override
    public void add(String address, Endpoint endpoint) {
        byAddress.merge(address, List.of(endpoint), LocalEndpoints::with);
    }

    @Override
    public void remove(String address, Endpoint endpoint) {
        byAddress.computeIfPresent(
                address,
                (_, there) -> {
                    List<Endpoint> left = there.stream().filter(e -> !e.equals(endpoint)).toList();
                    return left.isEmpty() ? null : left;
                });
        giveBack(address);
    }

    private void giveBack(String address) {
        places.computeIfPresent(address, (_, taken) -> taken == 1 ? null : taken - 1);
        total.decrementAndGet();
    }

    @Override
    public List<Endpoint> at(String address) {
        return byAddress.getOrDefault(address, List.of());
    }

    @Override
    public List<Endpoint> all() {
        return byAddress.values().stream().flatMap(Collection::stream).toList();
    }

    @Override
    public int count() {
        return total.get();
    }

    @Override
    public boolean isFull() {
        return total.get() >= max;
    }

    @Override
    public boolean isFull(String address) {
        return places.getOrDefault(address, 0) >= maxPerAddress;
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public int maxPerAddress() {
        return maxPerAddress;
    }

    private static List<Endpoint> with(List<Endpoint> there, List<Endpoint> added) {
        return Stream.concat(there.stream(), added.stream()).toList();
    }
}
