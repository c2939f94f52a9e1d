package dialtone.turn.dtls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of DTLS; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class DtlsMetrics {

    private static final String RECORDS = "dialtone.turn.dtls.dropped.datagrams";
    private static final String HANDSHAKES = "dialtone.turn.dtls.handshakes";

    private final Map<Dropped, LongAdder> dropped = new EnumMap<>(Dropped.class);
    private final Map<Handshake, Counter> handshakes = new EnumMap<>(Handshake.class);

    /// Why a datagram was of no use.
    enum Dropped {
        /// It belongs to no session, and begins none.
        NO_SESSION,
        /// No record in it could be read, or each was one that came before.
        BAD_RECORD,
        /// Its client sends faster than it can be decrypted or relayed.
        QUEUE_FULL,
        /// It is for a client, and longer than a record can be.
        TOO_LONG,
        /// A ClientHello without a valid cookie, of a source that has had its answers.
        RATE_LIMITED
    }

    /// What became of a handshake.
    enum Handshake {
        DONE,
        FAILED,
        TIMEOUT,
        /// Not begun: as many as may be were going on.
        TOO_MANY,
        /// Not begun: there are as many sessions as there may be.
        FULL
    }

    /// @param going handshakes that go on
    /// @param sessions that there are, with or without a handshake
    DtlsMetrics(MeterRegistry registry, AtomicInteger going, AtomicInteger sessions) {
        for (Dropped reason : Dropped.values()) {
            LongAdder count = new LongAdder();
            dropped.put(reason, count);
            FunctionCounter.builder(RECORDS, count, LongAdder::sum)
                    .description("Datagrams of DTLS that were of no use")
                    .tag("reason", label(reason))
                    .register(registry);
        }
        for (Handshake result : Handshake.values()) {
            handshakes.put(
                    result,
                    Counter.builder(HANDSHAKES)
                            .description("DTLS handshakes")
                            .tag("result", label(result))
                            .register(registry));
        }
        Gauge.builder("dialtone.turn.dtls.handshakes.active", going, AtomicInteger::get)
                .description("DTLS handshakes that go on")
                .register(registry);
        Gauge.builder("dialtone.turn.dtls.sessions.active", sessions, AtomicInteger::get)
                .description("DTLS sessions")
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Hot path: called per datagram.
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
}
