package dialtone.tls.acme;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When the authority is asked for another certificate, and when for its opinion about that.
///
/// A certificate is renewed when two thirds of its lifetime are over, or at some time within the
/// window that the authority suggests (RFC 9773 section 4.2), but in any case with a tenth left.
/// After a failure the next attempt comes later each time: soon when the authority was not reached,
/// slowly when it said no, for then it counts.
///
/// Threading: for one thread.
final class RenewalPlan {

    private static final Duration FIRST_CALL = Duration.ofSeconds(5);
    private static final int CALL_FACTOR = 2;
    private static final Duration MAX_CALL = Duration.ofMinutes(10);

    /// With these, an authority that lets a name fail five times an hour is not asked more often.
    private static final Duration FIRST_ORDER = Duration.ofMinutes(1);

    private static final int ORDER_FACTOR = 3;
    private static final Duration MAX_ORDER = Duration.ofHours(6);

    /// How often the authority's opinion is asked for, whatever it says of that.
    private static final Duration USUAL_ASKING = Duration.ofHours(6);

    private static final Duration MIN_ASKING = Duration.ofMinutes(1);
    private static final Duration MAX_ASKING = Duration.ofDays(1);

    private final RandomGenerator random;

    /// When the certificate there is has to be renewed.
    private Instant due = Instant.EPOCH;

    private Instant latest = Instant.EPOCH;
    private Instant notBefore = Instant.EPOCH;
    private Duration callDelay = FIRST_CALL;
    private Duration orderDelay = FIRST_ORDER;
    private Instant askAt = Instant.MAX;
    private Authority.@Nullable Suggestion last;

    /// @param random chooses within windows
    RenewalPlan(RandomGenerator random) {
        this.random = random;
    }

    /// There is this certificate from now on.
    void has(X509Certificate certificate, Instant now) {
        Instant start = certificate.getNotBefore().toInstant();
        Duration lifetime = Duration.between(start, certificate.getNotAfter().toInstant());
        due = start.plus(lifetime.multipliedBy(2).dividedBy(3));
        latest = start.plus(lifetime.multipliedBy(9).dividedBy(10));
        askAt = now;
        last = null;
        retryAtOnce();
        callDelay = FIRST_CALL;
        orderDelay = FIRST_ORDER;
    }

    /// The authority has an opinion.
    ///
    /// @param suggestion null for none
    void suggested(Authority.@Nullable Suggestion suggestion, Instant now) {
        Instant wished = suggestion == null ? null : suggestion.askAgain();
        Duration pause = wished == null ? USUAL_ASKING : Duration.between(now, wished);
        askAt = now.plus(clamp(pause, MIN_ASKING, MAX_ASKING));
        if (suggestion == null || isSame(suggestion, last)) {
            return;
        }
        last = suggestion;
        long width = Duration.between(suggestion.start(), suggestion.end()).toMillis();
        Instant chosen =
                width <= 0
                        ? suggestion.start()
                        : suggestion.start().plusMillis(random.nextLong(width));
        due = chosen.isBefore(latest) ? chosen : latest;
    }

    private static boolean isSame(Authority.Suggestion one, Authority.@Nullable Suggestion other) {
        return other != null && one.start().equals(other.start()) && one.end().equals(other.end());
    }

    /// The authority's opinion cannot be had.
    void notSuggested(Instant now) {
        askAt = now.plus(USUAL_ASKING);
    }

    /// An attempt came to nothing.
    void failed(AcmeFailure failure, Instant now) {
        Duration delay =
                switch (failure.kind()) {
                    case UNREACHABLE -> {
                        Duration calm = callDelay;
                        callDelay = least(calm.multipliedBy(CALL_FACTOR), MAX_CALL);
                        yield calm;
                    }
                    case REFUSED -> {
                        Duration calm = orderDelay;
                        orderDelay = least(calm.multipliedBy(ORDER_FACTOR), MAX_ORDER);
                        yield calm;
                    }
                };
        Instant told = failure.notBefore();
        Instant ours = now.plus(delay);
        notBefore = told != null && told.isAfter(ours) ? told : ours;
    }

    /// The next attempt need not wait for what failed before.
    void retryAtOnce() {
        notBefore = Instant.EPOCH;
    }

    /// When the next certificate is to be ordered.
    Instant next() {
        return due.isAfter(notBefore) ? due : notBefore;
    }

    /// When the authority's opinion is to be asked for.
    Instant askAt() {
        return askAt;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 ? least : least(value, most);
    }
}
