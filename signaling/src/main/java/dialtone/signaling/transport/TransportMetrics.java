package dialtone.signaling.transport;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The connections in numbers.
///
/// Threading: for any number of threads.
final class TransportMetrics {

    /// What became of the wish to connect.
    enum Result {
        ACCEPTED,
        FORBIDDEN_ORIGIN,
        BAD_REQUEST,
        OVERLOADED
    }

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Counter slowConsumerCloses;

    TransportMetrics(MeterRegistry registry) {
        Gauge.builder("dialtone.signaling.connections.active", connections, AtomicInteger::get)
                .description("Open connections, with a session or still without")
                .register(registry);
        Gauge.builder("dialtone.signaling.send.queue", queuedBytes, AtomicLong::get)
                .description("What waits for clients to read it")
                .baseUnit("bytes")
                .register(registry);
        for (Result result : Result.values()) {
            results.put(
                    result,
                    Counter.builder("dialtone.signaling.connections.total")
                            .description("Wishes to connect, by what became of them")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        slowConsumerCloses =
                Counter.builder("dialtone.signaling.slow.consumer.closes")
                        .description("Connections closed because the client read too slowly")
                        .register(registry);
    }

    void wished(Result result) {
        requireNonNull(results.get(result)).increment();
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    void queued(long bytes) {
        queuedBytes.addAndGet(bytes);
    }

    void slowConsumerClosed() {
        slowConsumerCloses.increment();
    }
}
