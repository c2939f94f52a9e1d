package dialtone.signaling.task;

import java.time.Duration;

/// Runs something later, and tells how time goes by.
public interface Timers {

    /// A task that has not run yet.
    interface Timer {
        /// Lets it not run, unless it has begun.
        void cancel();
    }

    /// Nanoseconds since some moment; only differences mean something.
    long nanoTime();

    /// Runs the task once when the time has passed, on a thread of the timers, which it must not
    /// hold up.
    Timer after(Duration delay, Runnable task);
}
