package dialtone.signaling.task;

/// Allows so many things a second on average, and a burst of them at once.
///
/// Threading: for one thread at a time; the owner sees to it.
public final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double perNano;
    private final double capacity;
    private double tokens;
    private long filledAtNanos;

    /// A full bucket.
    ///
    /// @param perSecond how many tokens come back each second
    /// @param capacity how many there can be
    public TokenBucket(double perSecond, double capacity, long nowNanos) {
        this.perNano = perSecond / NANOS_PER_SECOND;
        this.capacity = capacity;
        this.tokens = capacity;
        this.filledAtNanos = nowNanos;
    }

    /// Takes a token, unless there is none.
    public boolean take(long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - filledAtNanos) * perNano);
        filledAtNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
