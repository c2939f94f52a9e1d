package dialtone.signaling.http;

import dialtone.tls.TlsCertificate;
import dialtone.tls.TlsHandshakes.Failure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What is counted of the port of browsers; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class WebPortMetrics {

    private final Map<Refused, Counter> refused = new EnumMap<>(Refused.class);

    /// Why a connection or a request did not get through TLS.
    enum Refused {
        /// A request came without TLS.
        PLAIN_HTTP,
        /// As many TLS handshakes as may be were going on.
        TOO_MANY_HANDSHAKES,
        /// Its TLS handshake took too long.
        HANDSHAKE_TIMEOUT,
        /// Its TLS handshake failed.
        HANDSHAKE_FAILED;

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    WebPortMetrics(MeterRegistry registry, @Nullable TlsCertificate certificate) {
        for (Refused reason : Refused.values()) {
            refused.put(
                    reason,
                    Counter.builder("dialtone.signaling.tls.refused")
                            .description("Connections and requests that did not get through TLS")
                            .tag("reason", reason.label())
                            .register(registry));
        }
        // The series is there always, also without a certificate.
        Gauge.builder(
                        "dialtone.signaling.tls.certificate.expires",
                        () -> TlsCertificate.expirySeconds(certificate))
                .description("When the certificate ends, in seconds since 1970")
                .baseUnit("seconds")
                .register(registry);
    }

    void refused(Refused reason) {
        Counter count = refused.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    void failed(Failure failure) {
        refused(
                switch (failure) {
                    case TOO_MANY -> Refused.TOO_MANY_HANDSHAKES;
                    case TIMEOUT -> Refused.HANDSHAKE_TIMEOUT;
                    case FAILED -> Refused.HANDSHAKE_FAILED;
                });
    }
}
