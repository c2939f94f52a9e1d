package dialtone.sip.trunk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a registration waits before it is tried again: longer after each round that failed, and
/// never for the same time as others (RFC 5626 section 4.5).
///
/// Threading: for one thread at a time.
final class Waits {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    /// After a refusal: what is wrong is changed by a person, and too many wrong passwords lock an
    /// account.
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private static final int MAX_DOUBLINGS = 10;

    private final RandomGenerator random;
    private int failedRounds;

    Waits(RandomGenerator random) {
        this.random = random;
    }

    void succeeded() {
        failedRounds = 0;
    }

    /// After a round in which no server could help.
    ///
    /// @param askedSeconds what the last one asked us to wait, at least; 0 when it did not
    Duration afterFailure(long askedSeconds) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failedRounds, MAX_DOUBLINGS));
        failedRounds++;
        Duration wait = fuzzy(shorter(doubled, LONGEST), 50, 100);
        Duration asked = shorter(Duration.ofSeconds(askedSeconds), LONGEST_ASKED);
        return asked.compareTo(wait) > 0 ? asked : wait;
    }

    Duration afterRefusal() {
        return fuzzy(REFUSED, 100, 120);
    }

    /// Early enough that a refresh can fail and be tried again before the registration ends.
    Duration beforeExpiry(long seconds) {
        Duration wait = fuzzy(Duration.ofSeconds(seconds), 75, 85);
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    private Duration fuzzy(Duration duration, int fromPercent, int toPercent) {
        return duration.multipliedBy(random.nextInt(fromPercent, toPercent + 1)).dividedBy(100);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
