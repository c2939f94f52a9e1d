package dialtone.signaling.presence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicInteger;

/// Presence in numbers.
///
/// Threading: for any number of threads.
public final class PresenceMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Counter told;
    private final Counter delayed;

    public PresenceMetrics(MeterRegistry registry) {
        this.registry = registry;
        told = changes("told");
        delayed = changes("delayed");
        Gauge.builder("dialtone.presence.subscriptions", subscriptions, AtomicInteger::get)
                .description("Addresses that sessions watch, each counted once for each session")
                .register(registry);
    }

    private Counter changes(String result) {
        return Counter.builder("dialtone.presence.changes")
                .description("Changes of how users are shown")
                .tag("result", result)
                .register(registry);
    }

    void users(PresenceStore store) {
        Gauge.builder("dialtone.presence.users", store, PresenceStore::users)
                .description("Users with an endpoint")
                .register(registry);
    }

    void told() {
        told.increment();
    }

    void delayed() {
        delayed.increment();
    }

    void subscriptions(int change) {
        subscriptions.addAndGet(change);
    }
}
