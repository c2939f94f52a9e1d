package dialtone.sip.policy;

import dialtone.config.Problems;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What any caller may cost, whatever the ticket says.
///
/// @param countries two letters each; empty for all
/// @param allowedPremium prefixes of premium numbers that may be called nevertheless
/// @param deniedPrefixes prefixes that nobody may call
/// @param maxDuration of a call
/// @param callsPerUser at once
/// @param callsPerOrigin at once, of all pages of one origin
/// @param callsPerMinutePerOrigin that are begun
/// @param callsPerTrunk at once
/// @param callsPerMinutePerTrunk that are begun
/// @param rates what a minute costs, by the prefix of the number; the longest one counts
/// @param defaultRate what a minute costs where no prefix fits
/// @param billingInterval each one that is begun is paid whole
public record PolicyConfig(
        List<String> countries,
        List<String> allowedPremium,
        List<String> deniedPrefixes,
        Duration maxDuration,
        int callsPerUser,
        int callsPerOrigin,
        int callsPerMinutePerOrigin,
        int callsPerTrunk,
        int callsPerMinutePerTrunk,
        Map<String, Money> rates,
        Money defaultRate,
        Duration billingInterval,
        BreakerConfig breaker) {

    private static final Pattern PREFIX = Pattern.compile("\\+[0-9]{1,15}");
    private static final Money MOST_PER_MINUTE = Money.parse("10000");
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    public PolicyConfig {
        countries = List.copyOf(countries);
        allowedPremium = List.copyOf(allowedPremium);
        deniedPrefixes = List.copyOf(deniedPrefixes);
        rates = Map.copyOf(rates);
        Problems problems = new Problems();
        Countries known = new Countries();
        requireCountries(problems, known, "countries", countries);
        requireCountries(problems, known, "breaker.usual-countries", breaker.usualCountries());
        allowedPremium.forEach(prefix -> requirePrefix(problems, "allowed-premium", prefix));
        deniedPrefixes.forEach(prefix -> requirePrefix(problems, "denied-prefixes", prefix));
        rates.forEach(
                (prefix, rate) -> {
                    requirePrefix(problems, "rates", prefix);
                    requireRate(problems, "rates", rate);
                });
        requireRate(problems, "default-rate", defaultRate);
        requireCount(problems, "calls-per-user", callsPerUser);
        requireCount(problems, "calls-per-origin", callsPerOrigin);
        requireCount(problems, "calls-per-minute-per-origin", callsPerMinutePerOrigin);
        requireCount(problems, "calls-per-trunk", callsPerTrunk);
        requireCount(problems, "calls-per-minute-per-trunk", callsPerMinutePerTrunk);
        problems.require(
                        isWithin(maxDuration, LONGEST),
                        "max-duration",
                        "1s to 7d are possible, in whole seconds")
                .require(
                        isWithin(billingInterval, LONGEST_INTERVAL),
                        "billing-interval",
                        "1s to 1h are possible, in whole seconds")
                .orThrow();
    }

    /// Narrow enough that a stolen ticket is no disaster, wide enough for an office.
    public static PolicyConfig defaults() {
        return new PolicyConfig(
                List.of(),
                List.of(),
                List.of(),
                Duration.ofHours(4),
                4,
                100,
                60,
                100,
                120,
                Map.of(),
                Money.parse("1"),
                Duration.ofMinutes(1),
                BreakerConfig.defaults());
    }

    private static void requireCountries(
            Problems problems, Countries known, String key, List<String> countries) {
        for (String country : countries) {
            problems.require(
                    known.isKnown(country),
                    key,
                    "'%s' is no country's two letters (expected: such as DE or GB)"
                            .formatted(country));
        }
    }

    private static void requirePrefix(Problems problems, String key, String prefix) {
        problems.require(
                PREFIX.matcher(prefix).matches(),
                key,
                "'%s' is no beginning of a number (expected: such as +49)".formatted(prefix));
    }

    private static void requireRate(Problems problems, String key, Money rate) {
        problems.require(
                rate.micros() <= MOST_PER_MINUTE.micros(),
                key,
                "%s a minute (expected: %s at most)".formatted(rate, MOST_PER_MINUTE));
    }

    private static void requireCount(Problems problems, String key, int count) {
        problems.require(count > 0, key, count + " (expected: 1 or more)");
    }

    private static boolean isWithin(Duration length, Duration longest) {
        return length.compareTo(Duration.ofSeconds(1)) >= 0
                && length.compareTo(longest) <= 0
                && length.toNanosPart() == 0;
    }
}
