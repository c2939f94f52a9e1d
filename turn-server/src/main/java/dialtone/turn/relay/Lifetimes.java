package dialtone.turn.relay;

import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.protocol.StunMessage;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// How long what a request asks for may live (RFC 8656 sections 7.2 and 8.2).
///
/// @param operation has the longest without a refresh
record Lifetimes(Operation operation) {

    private static final Duration DEFAULT = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    static boolean isEnd(StunMessage request) {
        Long seconds = request.lifetimeSeconds();
        return seconds != null && seconds == 0;
    }

    /// What a request gets: what it asks for, within the bounds; ten minutes without a wish. By a
    /// token it gets no more than that has left (RFC 7635 section 9), but a second at least, since
    /// none would be the end.
    Duration of(StunMessage request, Known user) {
        Duration wish = of(request);
        if (user.grant() == null || wish.compareTo(user.grant().left()) < 0) {
            return wish;
        }
        Duration left = user.grant().left().truncatedTo(ChronoUnit.SECONDS);
        return left.isZero() ? SHORTEST : left;
    }

    private Duration of(StunMessage request) {
        Long seconds = request.lifetimeSeconds();
        if (seconds == null) {
            return DEFAULT;
        }
        Duration wish = Duration.ofSeconds(seconds);
        if (wish.compareTo(DEFAULT) < 0) {
            return DEFAULT;
        }
        Duration max = operation.limits().maxLifetime();
        return wish.compareTo(max) > 0 ? max : wish;
    }
}
