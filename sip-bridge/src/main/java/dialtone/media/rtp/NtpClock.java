package dialtone.media.rtp;

import java.time.Instant;
import java.time.InstantSource;

/// The wall clock of sender reports: it is read once, and goes on with the monotonic clock, so it
/// never jumps and reading it makes no objects.
///
/// Threading: immutable.
public final class NtpClock {

    static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// From 1900 to 1970.
    private static final long EPOCH_SECONDS = 2_208_988_800L;

    private final long startNanos;
    private final long wallSeconds;
    private final int wallNanos;

    /// @param nowNanos the monotonic clock at this moment
    public NtpClock(InstantSource wall, long nowNanos) {
        Instant now = wall.instant();
        startNanos = nowNanos;
        wallSeconds = now.getEpochSecond() + EPOCH_SECONDS;
        wallNanos = now.getNano();
    }

    /// A moment of the monotonic clock: seconds in the upper half, their fraction in the lower.
    long at(long nanos) {
        long sinceSecond = nanos - startNanos + wallNanos;
        long seconds = wallSeconds + Math.floorDiv(sinceSecond, NANOS_PER_SECOND);
        long rest = Math.floorMod(sinceSecond, NANOS_PER_SECOND);
        return seconds << Integer.SIZE | (rest << Integer.SIZE) / NANOS_PER_SECOND;
    }

    /// The middle half, which report blocks carry.
    static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /// A duration in 65536ths of a second; a negative one is none.
    static int units(long nanos) {
        long positive = Math.max(0, nanos);
        long seconds = positive / NANOS_PER_SECOND;
        return (int) (seconds << 16 | ((positive % NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND);
    }

    /// How far a clock of `rate` ticks per second moves in a time, without overflowing.
    static long ticks(long nanos, int rate) {
        return Math.floorDiv(nanos, NANOS_PER_SECOND) * rate
                + Math.floorMod(nanos, NANOS_PER_SECOND) * rate / NANOS_PER_SECOND;
    }
}
