package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Method;
import dialtone.signaling.message.NumberedEvent;
import dialtone.signaling.message.Outgoing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The messages in numbers. Labels come from the closed sets of the protocol, never from clients.
///
/// Threading: for any number of threads.
final class MessageMetrics {

    /// What the type is called of which a client made something we do not know.
    private static final String UNKNOWN = "unknown";

    /// A message is handled in tens of microseconds; milliseconds mean that something waits.
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(25_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(400_000),
        Duration.ofNanos(1_600_000),
        Duration.ofNanos(6_400_000),
        Duration.ofNanos(25_600_000),
        Duration.ofNanos(102_400_000)
    };

    /// A request that was done, which is nearly every one, has the result `ok`.
    private static final String OK = "ok";

    private record Refused(String type, ErrorCode code) {}

    private final MeterRegistry registry;
    private final Map<String, Counter> done = new ConcurrentHashMap<>();
    private final Map<String, Counter> sent = new ConcurrentHashMap<>();
    private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();
    private final Map<Method, Timer> handle = new EnumMap<>(Method.class);
    private final Timer handleUnknown;

    MessageMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Method method : Method.values()) {
            handle.put(method, handleTimer(method.wire()));
        }
        handleUnknown = handleTimer(UNKNOWN);
    }

    private Timer handleTimer(String type) {
        return Timer.builder("dialtone.signaling.message.handle")
                .description("Time from a message's last byte to its answer being on its way")
                .tag("type", type)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /// A request was read and done, or refused with the code.
    void received(@Nullable Method method, @Nullable ErrorCode refusal) {
        String type = method == null ? UNKNOWN : method.wire();
        if (refusal == null) {
            done.computeIfAbsent(type, t -> counter("in", t, OK)).increment();
        } else {
            refused.computeIfAbsent(
                            new Refused(type, refusal),
                            r -> counter("in", r.type(), r.code().wire()))
                    .increment();
        }
    }

    void handled(@Nullable Method method, Duration time) {
        Timer timer = method == null ? null : handle.get(method);
        (timer == null ? handleUnknown : timer).record(time);
    }

    void sent(Outgoing message) {
        String type =
                switch (message) {
                    case Answer.Done _ -> "result";
                    case Answer.Failed _ -> "error";
                    case Event event -> event.method();
                    case NumberedEvent numbered -> numbered.event().method();
                };
        sent.computeIfAbsent(type, t -> counter("out", t, OK)).increment();
    }

    private Counter counter(String direction, String type, String result) {
        return Counter.builder("dialtone.signaling.messages")
                .description("Messages, by what became of them")
                .tags("direction", direction, "type", type, "result", result)
                .register(registry);
    }
}
