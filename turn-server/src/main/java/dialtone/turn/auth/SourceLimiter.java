package dialtone.turn.auth;

/// Bounds how many answers a second go to sources that have shown no credential, so that the
/// server cannot be used to flood somebody whose address was spoofed.
///
/// Sources share a fixed number of buckets by their address, so memory is bounded whatever comes;
/// two sources in one bucket share its allowance. IPv6 sources are counted by their /64.
///
/// Threading: for one thread.
public final class SourceLimiter {

    private static final int BUCKETS = 4096;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long salt;
    private final long[] windowStartNanos = new long[BUCKETS];
    private final int[] used = new int[BUCKETS];

    /// A limiter.
    ///
    /// @param salt random, so that nobody can choose whose bucket to fill
    public SourceLimiter(long salt) {
        this.salt = salt;
    }

    /// Takes one answer from the source's allowance; false when there is none left.
    ///
    /// @param perSecond answers to one source; 0 for any number
    public boolean take(long addressHigh, long addressLow, int perSecond, long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        long source = addressHigh == 0 ? addressLow : addressHigh;
        long mixed = (source ^ salt) * 0x9e37_79b9_7f4a_7c15L;
        int bucket = (int) (mixed >>> 32) & BUCKETS - 1;
        if (used[bucket] == 0 || nowNanos - windowStartNanos[bucket] >= SECOND_NANOS) {
            windowStartNanos[bucket] = nowNanos;
            used[bucket] = 0;
        }
        return used[bucket]++ < perSecond;
    }
}
