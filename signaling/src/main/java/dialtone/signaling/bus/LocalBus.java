package dialtone.signaling.bus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/// The bus of one process: the thread that publishes calls the followers.
///
/// Threading: for any number of threads.
public final class LocalBus implements Bus {

    private static final Logger LOG = LoggerFactory.getLogger(LocalBus.class);

    private final ConcurrentMap<String, Set<Follower<?>>> followers = new ConcurrentHashMap<>();

    /// Whoever follows; equal to itself alone.
    private static final class Follower<T> {

        private final Class<T> type;
        private final Consumer<T> told;

        Follower(Class<T> type, Consumer<T> told) {
            this.type = type;
            this.told = told;
        }

        void tell(Object notice) {
            try {
                told.accept(type.cast(notice));
            } catch (RuntimeException | Error e) {
                // A defect of one must not keep the notice from the others.
                LOG.error("event=bus_follower_failed", e);
            }
        }
    }

    @Override
    public <T> void publish(Topic<T> topic, T notice) {
        followers.getOrDefault(topic.name(), Set.of()).forEach(each -> each.tell(notice));
    }

    @Override
    public <T> Subscription subscribe(Topic<T> topic, Consumer<T> follower) {
        Follower<T> added = new Follower<>(topic.type(), follower);
        followers.compute(
                topic.name(),
                (_, there) -> {
                    Set<Follower<?>> all = there == null ? ConcurrentHashMap.newKeySet() : there;
                    all.add(added);
                    return all;
                });
        return () ->
                followers.computeIfPresent(
                        topic.name(),
                        (_, there) -> {
                            there.remove(added);
                            return there.isEmpty() ? null : there;
                        });
    }

    /// How many topics somebody follows.
    int topics() {
        return followers.size();
    }
}
