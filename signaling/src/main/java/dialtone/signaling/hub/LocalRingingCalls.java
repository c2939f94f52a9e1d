package dialtone.signaling.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The calls of this process that ring.
///
/// Threading: for any number of threads.
final class LocalRingingCalls implements RingingCalls {

    private final ConcurrentMap<String, Set<Ringing>> byAddress = new ConcurrentHashMap<>();

    @Override
    public void begin(String address, Ringing call) {
        byAddress.compute(
                address,
                (_, there) -> {
                    Set<Ringing> all = there == null ? ConcurrentHashMap.newKeySet() : there;
                    all.add(call);
                    return all;
                });
    }

    @Override
    public void end(String address, Ringing call) {
        byAddress.computeIfPresent(
                address,
                (_, there) -> {
                    there.remove(call);
                    return there.isEmpty() ? null : there;
                });
    }

    @Override
    public Set<Ringing> at(String address) {
        return byAddress.getOrDefault(address, Set.of());
    }
}
