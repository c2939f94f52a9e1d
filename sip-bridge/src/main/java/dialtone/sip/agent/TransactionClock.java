package dialtone.sip.agent;

import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;

import java.time.Duration;

/// The queue of one transaction, and timers whose tasks run on it.
///
/// Threading: the queue owns the state; anybody may bring a task.
final class TransactionClock {

    private final Timers timers;
    private final SerialTasks tasks = new SerialTasks();

    TransactionClock(Timers timers) {
        this.timers = timers;
    }

    void run(Runnable task) {
        tasks.run(task);
    }

    /// The task must look whether it still means something: it may be on its way while its timer is
    /// cancelled.
    Timers.Timer after(Duration delay, Runnable task) {
        return timers.after(delay, () -> tasks.run(task));
    }
}
