package dialtone.sip.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What calls cost.
///
/// Threading: immutable.
final class Rates {

    private static final long MINUTE_SECONDS = 60;

    private final Prefixes<Money> perMinute;
    private final Money otherwise;
    private final boolean areThere;
    private final long intervalSeconds;

    Rates(PolicyConfig config) {
        Map<String, Money> byDigits = new HashMap<>();
        config.rates().forEach((prefix, rate) -> byDigits.put(prefix.substring(1), rate));
        perMinute = new Prefixes<>(byDigits);
        areThere = !byDigits.isEmpty();
        otherwise = areThere ? config.defaultRate() : Money.ZERO;
        intervalSeconds = config.billingInterval().toSeconds();
    }

    /// Whether anything is known of prices at all.
    boolean areThere() {
        return areThere;
    }

    Tariff of(PhoneNumber number) {
        Money rate = number.isShort() ? null : perMinute.of(number.digits());
        long micros = rate == null ? otherwise.micros() : rate.micros();
        return new Tariff(
                intervalSeconds,
                Math.ceilDiv(Math.multiplyExact(micros, intervalSeconds), MINUTE_SECONDS));
    }

    /// What calls to one number cost.
    ///
    /// @param intervalSeconds which is paid whole once it is begun
    /// @param intervalMicros its price
    record Tariff(long intervalSeconds, long intervalMicros) {

        long intervals(Duration duration) {
            long seconds = duration.plusSeconds(1).minusNanos(1).toSeconds();
            return Math.ceilDiv(seconds, intervalSeconds);
        }

        long micros(Duration duration) {
            return Math.multiplyExact(intervals(duration), intervalMicros);
        }
    }
}
