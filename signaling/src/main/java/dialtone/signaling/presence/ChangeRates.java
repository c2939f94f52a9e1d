package dialtone.signaling.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.task.TokenBucket;

import java.util.LinkedHashMap;
import java.util.Map;

/// How often the changes of one user are told at once.
///
/// Users are remembered up to a number, those longest unchanged forgotten first.
///
/// Threading: for any number of threads.
final class ChangeRates {

    static final int BURST = 10;
    private static final double PER_SECOND = 2;
    private static final int MAX_USERS = 10_000;

    @GuardedBy("this")
    private final Map<String, TokenBucket> ofUsers =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
                    return size() > MAX_USERS;
                }
            };

    /// Whether one more may be told at once.
    synchronized boolean take(String address, long nowNanos) {
        return ofUsers.computeIfAbsent(address, _ -> new TokenBucket(PER_SECOND, BURST, nowNanos))
                .take(nowNanos);
    }
}
