package dialtone.tls.acme;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of certificates by ACME; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class AcmeMetrics {

    private final Map<Result, Counter> orders = new EnumMap<>(Result.class);
    private final AtomicInteger failing = new AtomicInteger();

    /// What became of an attempt to get a certificate.
    enum Result {
        OBTAINED,
        REFUSED,
        UNREACHABLE
    }

    AcmeMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            orders.put(
                    result,
                    Counter.builder("dialtone.tls.acme.orders")
                            .description("Attempts to get a certificate")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("dialtone.tls.acme.failing", failing, AtomicInteger::get)
                .description("Attempts that failed since the last that did not")
                .register(registry);
    }

    void count(Result result) {
        if (result == Result.OBTAINED) {
            failing.set(0);
        } else {
            failing.incrementAndGet();
        }
        Counter counter = orders.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
