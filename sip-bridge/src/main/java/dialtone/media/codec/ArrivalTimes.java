package dialtone.media.codec;

/// How unevenly the packets of a stream arrive, and how long it is worth waiting for one.
///
/// *Threading*: one thread.
final class ArrivalTimes {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    /// Reordering within the sender's or a router's queues is over after this.
    private static final long LEAST_PATIENCE = 5 * MILLISECOND;

    private static final long MOST_PATIENCE = 60 * MILLISECOND;

    /// How fast what was seen is forgotten, per packet: half of it in about ten seconds.
    private static final int FORGET = 700;

    /// The sender's clock can be slower than ours by so much.
    private static final int DRIFT = 1000;

    private final int clockRate;

    private boolean isStarted;
    private long firstNanos;
    private int lastTimestamp;
    private long extendedUnits;

    /// The least transit time of late, in relation to the first packet's.
    private long leastTransit;

    private long lastTransit;
    private long jitterNanos;

    /// By how much packets come later than the fastest; the worst of late.
    private long spreadNanos;

    private long patienceNanos = LEAST_PATIENCE;

    ArrivalTimes(int clockRate) {
        this.clockRate = clockRate;
    }

    void restart() {
        isStarted = false;
    }

    void arrived(int timestamp, long nanos, int units) {
        if (!isStarted) {
            isStarted = true;
            firstNanos = nanos;
            lastTimestamp = timestamp;
            extendedUnits = 0;
            leastTransit = 0;
            lastTransit = 0;
            return;
        }
        extendedUnits += timestamp - lastTimestamp;
        lastTimestamp = timestamp;
        long transit = nanos - firstNanos - extendedUnits * SECOND / clockRate;
        long difference = Math.abs(transit - lastTransit);
        lastTransit = transit;
        if (difference > SECOND) {
            restart();
            return;
        }
        jitterNanos += (difference - jitterNanos) / 16;
        leastTransit = Math.min(transit, leastTransit + units * SECOND / clockRate / DRIFT);
        spreadNanos = Math.max(transit - leastTransit, spreadNanos - spreadNanos / FORGET);
        patienceNanos = Math.max(LEAST_PATIENCE, patienceNanos - patienceNanos / FORGET);
    }

    /// A packet came when it was taken for lost already, or nearly.
    void cameLate(long byNanos) {
        long worth = byNanos + byNanos / 4;
        if (byNanos > 0 && byNanos <= MOST_PATIENCE) {
            patienceNanos = Math.clamp(worth, patienceNanos, MOST_PATIENCE);
        }
    }

    long patienceNanos() {
        return patienceNanos;
    }

    /// As in RFC 3550 section 6.4.1.
    long jitterNanos() {
        return jitterNanos;
    }

    long spreadNanos() {
        return spreadNanos;
    }
}
