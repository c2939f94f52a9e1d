package dialtone.sip.dialog;

import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;

import java.time.Duration;

/// Runs what is due on the call's queue; what was cancelled there does not run any more.
///
/// Threading: on the call's queue.
final class CallClock {

    private final Timers timers;
    private final SerialTasks queue;

    CallClock(Timers timers, SerialTasks queue) {
        this.timers = timers;
        this.queue = queue;
    }

    Timers.Timer after(Duration delay, Runnable task) {
        Due due = new Due(task);
        due.timer = timers.after(delay, () -> queue.run(due::run));
        return due;
    }

    /// For the place of a timer that does not run.
    static final Timers.Timer NONE = () -> {};

    private static final class Due implements Timers.Timer {

        private final Runnable task;
        private Timers.Timer timer = NONE;
        private boolean isCancelled;

        Due(Runnable task) {
            this.task = task;
        }

        void run() {
            if (!isCancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            isCancelled = true;
            timer.cancel();
        }
    }
}
