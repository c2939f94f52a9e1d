package dialtone.sip.record;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.Collection;

/// What is counted of records; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class RecordMetrics {

    private final MeterRegistry registry;
    private final Counter written;
    private final Counter lost;

    RecordMetrics(MeterRegistry registry) {
        this.registry = registry;
        written = counter("written");
        lost = counter("lost");
    }

    private Counter counter(String result) {
        return Counter.builder("dialtone.sip.records")
                .description("Call records")
                .tag("result", result)
                .register(registry);
    }

    /// @param queue whose size is shown
    void watch(Collection<?> queue) {
        Gauge.builder("dialtone.sip.records.waiting", queue, Collection::size)
                .description("Call records that wait for the database")
                .register(registry);
    }

    void written(int count) {
        written.increment(count);
    }

    void lost() {
        lost.increment();
    }
}
