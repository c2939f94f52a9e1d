package dialtone.signaling.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tasks one after another, in the order they came, without a thread of its own.
///
/// The thread that brings a task to an idle queue runs it at once, and then whatever others
/// brought meanwhile; who brings a task to a busy queue leaves it there and goes on. So the state
/// that only these tasks touch needs no lock, and usually nothing changes threads. A task that
/// brings another one does not run it inside itself: it comes after.
///
/// Tasks must not wait for anything: they run on the threads that read the sockets.
///
/// Threading: for any number of threads. Each task sees what the tasks before it wrote.
public final class SerialTasks {

    private static final Logger LOG = LoggerFactory.getLogger(SerialTasks.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /// Runs the task now, or after those that are there.
    public void run(Runnable task) {
        waiting.add(task);
        if (count.getAndIncrement() != 0) {
            return;
        }
        do {
            runOne();
        } while (count.decrementAndGet() != 0);
    }

    private void runOne() {
        Runnable task = waiting.poll();
        if (task == null) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // A defect in one task must not strand those behind it.
            LOG.error("event=task_failed", e);
        }
    }
}
