package dialtone.sip.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// What was begun and what was talked in the last hour, minute by minute.
///
/// Threading: guarded by the policy's lock.
final class HourlyVolume {

    private static final int MINUTES = 60;
    private static final long MINUTE_SECONDS = 60;
    private static final long HOUR_SECONDS = MINUTES * MINUTE_SECONDS;

    private final long[] calls = new long[MINUTES];
    private final long[] seconds = new long[MINUTES];
    private final long[] micros = new long[MINUTES];
    private long minute;

    void begun(Instant now) {
        calls[slot(now)]++;
    }

    void talked(Instant now, Duration duration, long costMicros) {
        int slot = slot(now);
        seconds[slot] += Math.min(duration.toSeconds(), HOUR_SECONDS);
        micros[slot] += costMicros;
    }

    void clear() {
        Arrays.fill(calls, 0);
        Arrays.fill(seconds, 0);
        Arrays.fill(micros, 0);
    }

    Sum sum(Instant now) {
        slot(now);
        return new Sum(
                Arrays.stream(calls).sum(),
                Arrays.stream(seconds).sum(),
                Arrays.stream(micros).sum());
    }

    /// The place of this minute, when those that are an hour old have been emptied.
    private int slot(Instant now) {
        long current = Math.max(minute, Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS));
        long first = Math.max(minute + 1, current - MINUTES + 1);
        for (long each = first; each <= current; each++) {
            int slot = (int) Math.floorMod(each, (long) MINUTES);
            calls[slot] = 0;
            seconds[slot] = 0;
            micros[slot] = 0;
        }
        minute = current;
        return (int) Math.floorMod(current, (long) MINUTES);
    }

    /// What came together.
    record Sum(long calls, long seconds, long micros) {

        boolean isNothing() {
            return calls == 0 && seconds == 0 && micros == 0;
        }

        Sum plus(Duration duration, long costMicros) {
            return new Sum(
                    calls,
                    seconds + Math.min(duration.toSeconds(), HOUR_SECONDS),
                    micros + costMicros);
        }
    }
}
