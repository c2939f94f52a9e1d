package dialtone.turn.relay;

import dialtone.turn.protocol.StunMessage;

import java.time.Duration;

/// How long what a request asks for may live (RFC 8656 sections 7.2 and 8.2).
///
/// @param operation has the longest without a refresh
record Lifetimes(Operation operation) {

    private static final Duration DEFAULT = Duration.ofMinutes(10);

    static boolean isEnd(StunMessage request) {
        Long seconds = request.lifetimeSeconds();
        return seconds != null && seconds == 0;
    }

    /// What a request gets: what it asks for, within the bounds; ten minutes without a wish.
    Duration of(StunMessage request) {
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
