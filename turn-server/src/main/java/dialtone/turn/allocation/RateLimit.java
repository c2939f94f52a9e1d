package dialtone.turn.allocation;

import java.util.concurrent.atomic.AtomicLong;

/// A rate in bytes per second with room for bursts, as a virtual clock: every byte moves the time
/// on by what it takes at that rate, and what would move it too far ahead is refused (the generic
/// cell rate algorithm). So all state is one number, and the rate may be another one each time.
///
/// Threading: for any number of threads, without locks.
final class RateLimit {

    /// What may come at once: a tenth of a second's bytes.
    private static final long BURST_NANOS = 100_000_000L;

    private static final double SECOND_NANOS = 1e9;

    /// How long a byte takes where any number may come.
    private static final double ANY = 0;

    /// A time that no clock shows.
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong virtualNanos = new AtomicLong(NEVER);

    /// How long a byte takes at a rate.
    ///
    /// @param bytesPerSecond 0 for any number
    static double nanosPerByte(long bytesPerSecond) {
        return bytesPerSecond == 0 ? ANY : SECOND_NANOS / bytesPerSecond;
    }

    /// Takes so many bytes; false when they are more than may come now.
    ///
    /// Hot path: called per packet.
    ///
    /// @param nanosPerByte the rate, as [#nanosPerByte] makes it
    boolean take(int bytes, double nanosPerByte, long nowNanos) {
        if (nanosPerByte == ANY) {
            return true;
        }
        long cost = (long) (bytes * nanosPerByte);
        while (true) {
            long before = virtualNanos.get();
            long earliest = nowNanos - BURST_NANOS;
            long from = before == NEVER || before - earliest < 0 ? earliest : before;
            if (from - nowNanos > 0) {
                return false;
            }
            if (virtualNanos.compareAndSet(before, from + cost)) {
                return true;
            }
        }
    }
}
