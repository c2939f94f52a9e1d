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

    private record Key(String direction, String type, String result) {}

    private final MeterRegistry registry;
    private final Map<Key, Counter> messages = new ConcurrentHashMap<>();
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
        count(
                "in",
                method == null ? UNKNOWN : method.wire(),
                refusal == null ? "ok" : refusal.wire());
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
        count("out", type, "ok");
    }

    private void count(String direction, String type, String result) {
        messages.computeIfAbsent(new Key(direction, type, result), this::counter).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("dialtone.signaling.messages")
                .description("Messages, by what became of them")
                .tags("direction", key.direction(), "type", key.type(), "result", key.result())
                .register(registry);
    }
}
