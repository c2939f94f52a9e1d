package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Sessions, and how they survive the loss of their connection, in numbers.
///
/// Threading: for any number of threads.
final class ResumeMetrics {

    /// What became of a wish to resume.
    enum Result {
        RECOVERED,
        /// There is no such session, or not any more.
        UNKNOWN,
        /// The session is another user's.
        OTHER_USER,
        /// Events that the client has not got are not kept any more.
        TOO_FAR_BEHIND
    }

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);

    ResumeMetrics(Endpoints endpoints, AwaySessions away, MeterRegistry registry) {
        gauge("attached", endpoints, e -> Math.max(0, e.count() - away.count()), registry);
        gauge("away", endpoints, _ -> away.count(), registry);
        for (Result result : Result.values()) {
            results.put(
                    result,
                    Counter.builder("dialtone.signaling.resumes")
                            .description("Wishes to resume a session, by what became of them")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    private static void gauge(
            String state,
            Endpoints endpoints,
            ToDoubleFunction<Endpoints> value,
            MeterRegistry registry) {
        Gauge.builder("dialtone.signaling.sessions", endpoints, value)
                .description("Sessions with a connection, and those that wait for the next one")
                .tag("state", state)
                .register(registry);
    }

    void wished(Result result) {
        requireNonNull(results.get(result)).increment();
    }
}
