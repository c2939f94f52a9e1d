package dialtone.signaling.ticket;

import dialtone.signaling.task.TokenBucket;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many tickets each key gives, and each address gets by it.
///
/// Addresses are remembered up to a number, the ones longest unseen forgotten first. Of this
/// machine there is no limit of its own: behind a proxy on it, everybody comes from there.
///
/// Threading: for any number of threads.
final class TicketRates {

    static final int BURST_OF_ADDRESS = 10;
    static final int BURST_OF_KEY = 200;

    /// One in six seconds.
    private static final double RATE_OF_ADDRESS = 1.0 / 6;

    private static final double RATE_OF_KEY = 10;
    private static final int MAX_ADDRESSES = 10_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final InstantSource clock;
    private final Map<String, TokenBucket> ofKeys = new HashMap<>();
    private final Map<String, TokenBucket> ofAddresses =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    TicketRates(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether one more may be given.
    ///
    /// @param address null when it is not known, or does not tell people apart
    synchronized boolean take(String key, @Nullable String address) {
        long now = clock.millis() * NANOS_PER_MILLI;
        if (address != null
                && !ofAddresses
                        .computeIfAbsent(
                                key + " " + address,
                                _ -> new TokenBucket(RATE_OF_ADDRESS, BURST_OF_ADDRESS, now))
                        .take(now)) {
            return false;
        }
        return ofKeys.computeIfAbsent(key, _ -> new TokenBucket(RATE_OF_KEY, BURST_OF_KEY, now))
                .take(now);
    }
}
