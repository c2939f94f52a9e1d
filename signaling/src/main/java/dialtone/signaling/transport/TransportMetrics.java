package dialtone.signaling.transport;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.HashMap;
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

    /// A wish to connect.
    ///
    /// @param isHttp2 whether it came over HTTP/2
    private record Wish(Transport transport, boolean isHttp2, Result result) {}

    private final Map<Transport, AtomicInteger> connections = new EnumMap<>(Transport.class);
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Map<Wish, Counter> wishes = new HashMap<>();
    private final Map<Transport, Counter> slowConsumerCloses = new EnumMap<>(Transport.class);

    TransportMetrics(MeterRegistry registry) {
        Gauge.builder("dialtone.signaling.send.queue", queuedBytes, AtomicLong::get)
                .description("What waits for clients to read it")
                .baseUnit("bytes")
                .register(registry);
        for (Transport transport : Transport.values()) {
            AtomicInteger open = new AtomicInteger();
            connections.put(transport, open);
            Gauge.builder("dialtone.signaling.connections.active", open, AtomicInteger::get)
                    .description("Open connections, with a session or still without")
                    .tag("transport", transport.label())
                    .register(registry);
            slowConsumerCloses.put(
                    transport,
                    Counter.builder("dialtone.signaling.slow.consumer.closes")
                            .description("Connections closed because the client read too slowly")
                            .tag("transport", transport.label())
                            .register(registry));
            for (Result result : Result.values()) {
                count(new Wish(transport, false, result), registry);
                count(new Wish(transport, true, result), registry);
            }
        }
    }

    private void count(Wish wish, MeterRegistry registry) {
        wishes.put(
                wish,
                Counter.builder("dialtone.signaling.connections.total")
                        .description("Wishes to connect, by what became of them")
                        .tag("transport", wish.transport().label())
                        .tag("http", wish.isHttp2() ? "2" : "1.1")
                        .tag("result", wish.result().name().toLowerCase(Locale.ROOT))
                        .register(registry));
    }

    void wished(Transport transport, boolean isHttp2, Result result) {
        requireNonNull(wishes.get(new Wish(transport, isHttp2, result))).increment();
    }

    void opened(Transport transport) {
        open(transport).incrementAndGet();
    }

    void closed(Transport transport) {
        open(transport).decrementAndGet();
    }

    int connections() {
        int all = 0;
        for (AtomicInteger open : connections.values()) {
            all += open.get();
        }
        return all;
    }

    private AtomicInteger open(Transport transport) {
        return requireNonNull(connections.get(transport));
    }

    void queued(long bytes) {
        queuedBytes.addAndGet(bytes);
    }

    void slowConsumerClosed(Transport transport) {
        requireNonNull(slowConsumerCloses.get(transport)).increment();
    }
}
