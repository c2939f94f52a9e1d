package dialtone.turn.stream;

import dialtone.tls.TlsCertificate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted of connections; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class StreamMetrics {

    private final Map<Refused, Counter> refused = new EnumMap<>(Refused.class);
    private final AtomicInteger overTcp = new AtomicInteger();
    private final AtomicInteger overTls = new AtomicInteger();

    /// Why a connection was ended before it was a client's.
    enum Refused {
        /// There are as many as there may be.
        FULL,
        /// It began with neither STUN nor TLS.
        UNKNOWN_PROTOCOL,
        /// As many TLS handshakes as may be were going on.
        TOO_MANY_HANDSHAKES,
        /// Its TLS handshake took too long.
        HANDSHAKE_TIMEOUT,
        /// Its TLS handshake failed.
        HANDSHAKE_FAILED,
        /// A load balancer did not say whose connection it is, or not in a way that can be read.
        BAD_PROXY_HEADER;

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    StreamMetrics(MeterRegistry registry, @Nullable TlsCertificate certificate) {
        for (Refused reason : Refused.values()) {
            refused.put(
                    reason,
                    Counter.builder("dialtone.turn.connections.refused")
                            .description("Connections that were ended before they were a client's")
                            .tag("reason", reason.label())
                            .register(registry));
        }
        active(registry, "tcp", overTcp);
        active(registry, "tls", overTls);
        // The series is there always, also without a certificate.
        Gauge.builder(
                        "dialtone.turn.tls.certificate.expires",
                        () -> TlsCertificate.expirySeconds(certificate))
                .description("When the certificate ends, in seconds since 1970")
                .baseUnit("seconds")
                .register(registry);
    }

    private static void active(MeterRegistry registry, String transport, AtomicInteger count) {
        Gauge.builder("dialtone.turn.connections.active", count, AtomicInteger::get)
                .description("Connections of clients")
                .tag("transport", transport)
                .register(registry);
    }

    void refused(Refused reason) {
        Counter count = refused.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void opened(boolean isTls) {
        (isTls ? overTls : overTcp).incrementAndGet();
    }

    void closed(boolean isTls) {
        (isTls ? overTls : overTcp).decrementAndGet();
    }

    int active() {
        return overTcp.get() + overTls.get();
    }
}
