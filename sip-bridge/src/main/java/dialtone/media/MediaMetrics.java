package dialtone.media;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of media.
///
/// Threading: for any thread.
final class MediaMetrics {

    private final Map<Dropped, LongAdder> dropped = new EnumMap<>(Dropped.class);
    private final Map<Handshake, Counter> handshakes = new EnumMap<>(Handshake.class);
    private final AtomicInteger legs = new AtomicInteger();

    /// Why a datagram was of no use.
    enum Dropped {
        /// It is of no protocol that is spoken here.
        UNKNOWN_PROTOCOL,
        /// Media or DTLS from an address that no call has proven to be its own.
        FROM_STRANGER,
        /// Media before there are keys, or DTLS before the SDP.
        TOO_EARLY,
        /// DTLS that nobody waits for.
        LATE_DTLS,
        /// As many handshakes as may be are going on.
        TOO_MANY_HANDSHAKES,
        /// A header that does not end, or a packet that is too short or too long.
        MALFORMED,
        /// It was not made with the call's keys.
        NOT_AUTHENTIC,
        /// It came before.
        REPLAYED,
        /// A second stream beside the one that is heard.
        OTHER_SOURCE,
        /// It was to be sent, and the other end is not, or no longer, reachable.
        NOT_CONNECTED
    }

    /// What became of a handshake.
    enum Handshake {
        DONE,
        FAILED
    }

    MediaMetrics(MeterRegistry registry) {
        for (Dropped reason : Dropped.values()) {
            LongAdder count = new LongAdder();
            dropped.put(reason, count);
            FunctionCounter.builder("dialtone.media.dropped.packets", count, LongAdder::sum)
                    .description("Datagrams of bridged calls that were of no use")
                    .tag("reason", label(reason))
                    .register(registry);
        }
        for (Handshake result : Handshake.values()) {
            handshakes.put(
                    result,
                    Counter.builder("dialtone.media.dtls.handshakes")
                            .description("DTLS handshakes with browsers for media")
                            .tag("result", label(result))
                            .register(registry));
        }
        Gauge.builder("dialtone.media.legs.active", legs, AtomicInteger::get)
                .description("Ends of bridged calls")
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Hot path: called per packet.
    void dropped(Dropped reason) {
        LongAdder count = dropped.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void handshake(Handshake result) {
        Counter count = handshakes.get(result);
        if (count != null) {
            count.increment();
        }
    }

    void opened() {
        legs.incrementAndGet();
    }

    void closed() {
        legs.decrementAndGet();
    }
}
