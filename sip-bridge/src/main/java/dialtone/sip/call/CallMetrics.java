package dialtone.sip.call;

import dialtone.sip.record.CallMedia;
import dialtone.sip.record.CallRecord;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of phone calls; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class CallMetrics {

    private static final String NO_TRUNK = "none";

    private final MeterRegistry registry;
    private final AtomicInteger active = new AtomicInteger();

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("dialtone.sip.calls.active", active, AtomicInteger::get)
                .description("Phone calls that are being made or talked")
                .register(registry);
        for (Sound sound : Sound.values()) {
            counter(CallRecord.Direction.OUTBOUND, sound);
            counter(CallRecord.Direction.INBOUND, sound);
        }
    }

    /// Who was heard in an answered call.
    private enum Sound {
        BOTH("both"),
        ONE_WAY("one-way"),
        NONE("none");

        private final String label;

        Sound(String label) {
            this.label = label;
        }

        static Sound of(CallMedia media) {
            if (media.isSilent()) {
                return NONE;
            }
            return media.isOneWay() ? ONE_WAY : BOTH;
        }
    }

    private Counter counter(CallRecord.Direction direction, Sound sound) {
        return Counter.builder("dialtone.sip.answered.calls")
                .description("Answered phone calls, by who was heard in them")
                .tag("direction", direction.wire())
                .tag("heard", sound.label)
                .register(registry);
    }

    void begun() {
        active.incrementAndGet();
    }

    void ended(CallRecord record) {
        active.decrementAndGet();
        if (record.answered() != null) {
            counter(record.direction(), Sound.of(record.media())).increment();
        }
        String trunk = record.trunk();
        Counter.builder("dialtone.sip.ended.calls")
                .description("Phone calls that are over, by why")
                .tag("direction", record.direction().wire())
                .tag("trunk", trunk == null ? NO_TRUNK : trunk)
                .tag("reason", record.reason().wire())
                .register(registry)
                .increment();
    }
}
