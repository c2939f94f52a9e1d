package dialtone.signaling.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Messages between users in numbers.
///
/// Threading: for any number of threads.
public final class MailMetrics {

    /// What became of a message.
    public enum Result {
        /// Given to the endpoints that are there.
        DELIVERED,
        /// Nobody is there, and it waits.
        KEPT,
        /// Nobody is there.
        NOBODY,
        /// Nobody is there, or they have not read what came before, and there is no room for it.
        FULL,
        /// An endpoint got it not, having not said for too long what it has.
        DROPPED
    }

    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

    public MailMetrics(MailStore store, MeterRegistry registry) {
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("dialtone.user.messages")
                            .description("Messages between users and in rooms")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("dialtone.user.messages.kept", store, MailStore::count)
                .description("Messages that wait for users")
                .register(registry);
        Gauge.builder("dialtone.user.messages.waiting", store, MailStore::bytes)
                .description("How much they are")
                .baseUnit("bytes")
                .register(registry);
    }

    public void count(Result result) {
        Counter counter = counters.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
