package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.SetupStage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// The calls in numbers.
///
/// The labels `direction` and `kind` are those of [CallKind].
///
/// Threading: for any number of threads.
final class CallMetrics {

    /// From a click that is answered by a program to a phone that rings for a minute. Neighbours
    /// differ by a factor of about 1.5, so that they make a heat map.
    private static final Duration[] SETUP_BUCKETS =
            IntStream.of(
                            5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000,
                            3000, 5000, 7500, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    /// From a wrong number to a working day.
    private static final Duration[] DURATION_BUCKETS = {
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(3),
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        Duration.ofHours(3),
        Duration.ofHours(8)
    };

    private final MeterRegistry registry;
    private final Map<CallKind, OfKind> byKind = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry registry) {
        this.registry = registry;
        ofKind(CallKind.INTERNAL);
    }

    void begun(CallKind kind) {
        ofKind(kind).active.incrementAndGet();
    }

    void rings(CallKind kind, Duration afterInvite) {
        ofKind(kind).signal.record(afterInvite);
    }

    void answered(CallKind kind, Duration afterInvite) {
        ofKind(kind).answer.record(afterInvite);
    }

    /// Of the media.
    ///
    /// @param after how long it took, since both sides had each other's description
    void reached(CallKind kind, SetupStage stage, Duration after) {
        requireNonNull(ofKind(kind).media.get(stage)).record(after);
    }

    void ended(CallKind kind, boolean answered, EndReason reason, Duration talked) {
        OfKind metrics = ofKind(kind);
        metrics.active.decrementAndGet();
        metrics.ended(answered, reason);
        if (answered) {
            metrics.duration.record(talked);
        }
    }

    /// How many calls ring or are answered.
    int active() {
        return byKind.values().stream().mapToInt(kind -> kind.active.get()).sum();
    }

    private OfKind ofKind(CallKind kind) {
        return byKind.computeIfAbsent(kind, k -> new OfKind(k, registry));
    }

    /// The handles of one kind, made once.
    private static final class OfKind {

        private final AtomicInteger active = new AtomicInteger();
        private final Timer signal;
        private final Timer answer;
        private final Map<SetupStage, Timer> media = new EnumMap<>(SetupStage.class);
        private final Timer duration;
        private final Map<EndReason, Counter> endedAnswered = new EnumMap<>(EndReason.class);
        private final Map<EndReason, Counter> endedUnanswered = new EnumMap<>(EndReason.class);

        OfKind(CallKind kind, MeterRegistry registry) {
            Gauge.builder("dialtone.calls.active", active, AtomicInteger::get)
                    .description("Calls that ring or are answered")
                    .tags("direction", kind.direction(), "kind", kind.kind())
                    .register(registry);
            signal = setup(kind, "signal", registry);
            answer = setup(kind, "answer", registry);
            for (SetupStage stage : SetupStage.values()) {
                media.put(stage, setup(kind, stage.label(), registry));
            }
            duration =
                    Timer.builder("dialtone.call.duration")
                            .description("How long answered calls lasted")
                            .tags("kind", kind.kind())
                            .serviceLevelObjectives(DURATION_BUCKETS)
                            .register(registry);
            for (EndReason reason : EndReason.values()) {
                endedAnswered.put(reason, ended(kind, "answered", reason, registry));
                endedUnanswered.put(reason, ended(kind, "unanswered", reason, registry));
            }
        }

        private static Counter ended(
                CallKind kind, String result, EndReason reason, MeterRegistry registry) {
            return Counter.builder("dialtone.calls")
                    .description("Calls that are over")
                    .tags("direction", kind.direction(), "kind", kind.kind())
                    .tags("result", result, "reason", reason.wire())
                    .register(registry);
        }

        private static Timer setup(CallKind kind, String stage, MeterRegistry registry) {
            return Timer.builder("dialtone.call.setup")
                    .description(
                            "Time from the invitation to the first ringing (signal) and to the"
                                    + " answer (answer); from both descriptions to a path (ice),"
                                    + " keys (dtls) and the first packet (first_media)")
                    .tags("kind", kind.kind(), "stage", stage)
                    .serviceLevelObjectives(SETUP_BUCKETS)
                    .register(registry);
        }

        void ended(boolean answered, EndReason reason) {
            requireNonNull((answered ? endedAnswered : endedUnanswered).get(reason)).increment();
        }
    }
}
