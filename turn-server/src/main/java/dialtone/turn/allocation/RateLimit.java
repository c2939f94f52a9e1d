package dialtone.turn.allocation;

import java.util.concurrent.atomic.AtomicLong;

/// A rate in bytes per second with room for bursts, as a virtual clock: every byte moves the time
/// on by what it takes at that rate, and what would move it too far ahead is refused (the generic
/// cell rate algorithm). So all state is one number.
///
/// Threading: for any number of threads, without locks.
final class RateLimit {

    /// What may come at once: a tenth of a second's bytes.
    private static final long BURST_NANOS = 100_000_000L;

    private static final double SECOND_NANOS = 1e9;

    private final double nanosPerByte;
    private final AtomicLong virtualNanos;

    RateLimit(long bytesPerSecond, long nowNanos) {
        this.nanosPerByte = SECOND_NANOS / bytesPerSecond;
        this.virtualNanos = new AtomicLong(nowNanos - BURST_NANOS);
    }

    /// Takes so many bytes; false when they are more than may come now.
    ///
    /// Hot path: called per packet.
    boolean take(int bytes, long nowNanos) {
        long cost = (long) (bytes * nanosPerByte);
        while (true) {
            long before = virtualNanos.get();
            long from = before - (nowNanos - BURST_NANOS) < 0 ? nowNanos - BURST_NANOS : before;
            if (from - nowNanos > 0) {
                return false;
            }
            if (virtualNanos.compareAndSet(before, from + cost)) {
                return true;
            }
        }
    }
}
