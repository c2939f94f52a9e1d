package dialtone.udp;

import java.util.concurrent.TimeUnit;

/// Knows whether packets come so close after one another that a loop which waits a little has
/// several at once.
///
/// Where they do, waking up for each of them costs more than handling it. Where they do not, the
/// wait would delay a packet for nothing, so a loop that has little to do never waits.
///
/// Threading: for the loop's thread.
final class Pace {

    /// So often it is judged anew.
    static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// What must become ready in a wait for the first one to be worth it, and for the next ones:
    /// handled together, a socket's packets count as one.
    private static final int TO_BEGIN = 2;

    private static final int TO_GO_ON = 1;

    private final long waitNanos;
    private long windowNanos;
    private long events;
    private boolean isDense;

    /// A pace.
    ///
    /// @param waitMicros how long the loop would wait; 0 when it never does
    /// @param nowNanos as [System#nanoTime()]
    Pace(int waitMicros, long nowNanos) {
        waitNanos = TimeUnit.MICROSECONDS.toNanos(waitMicros);
        windowNanos = nowNanos;
    }

    /// Sockets had something to read.
    ///
    /// Hot path: called per wake-up.
    void ready(int count) {
        events += count;
    }

    /// Whether to wait.
    ///
    /// Hot path: called per wake-up.
    ///
    /// @param nowNanos as [System#nanoTime()]
    boolean isDense(long nowNanos) {
        long elapsed = nowNanos - windowNanos;
        if (elapsed >= WINDOW_NANOS) {
            isDense = events * waitNanos >= (isDense ? TO_GO_ON : TO_BEGIN) * elapsed;
            windowNanos = nowNanos;
            events = 0;
        }
        return isDense;
    }
}
