package dialtone.media.ice;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What became of connectivity checks.
///
/// Threading: for any thread.
final class IceMetrics {

    private final Map<Result, Counter> checks = new EnumMap<>(Result.class);

    /// What became of a message.
    enum Result {
        SUCCESS,
        /// It is no request of a connectivity check, or is not marked as STUN (FINGERPRINT).
        NOT_A_CHECK,
        /// It lacks what a check must have, or cannot be read.
        BAD_REQUEST,
        /// Its credentials are of no call.
        UNAUTHORIZED,
        /// Its call may be on its way, for which it waits.
        EARLY,
        UNKNOWN_ATTRIBUTE,
        /// The other end takes itself for the controlled agent, which this one always is.
        ROLE_CONFLICT,
        /// Its address is another call's.
        ADDRESS_TAKEN,
        /// It was to be refused, and its source has had its refusals.
        RATE_LIMITED
    }

    IceMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            checks.put(
                    result,
                    Counter.builder("dialtone.media.ice.checks")
                            .description("Connectivity checks of browsers' media")
                            .tag("result", result.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .register(registry));
        }
    }

    void count(Result result) {
        Counter counter = checks.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
