package dialtone.signaling.task;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/// Runs tasks one after another, in the order they came, without a thread of its own.
///
/// The thread that brings a task to an idle queue runs it at once, and then whatever others
/// brought meanwhile; who brings a task to a busy queue leaves it there and goes on. So the state
/// that only these tasks touch needs no lock, and usually nothing changes threads. A task that
/// brings another one does not run it inside itself: it comes after.
///
/// Tasks must not wait for anything: they run on the threads that read the sockets.
///
/// It is a chain of tasks of which only the end is known; who puts the first one there, on nothing,
/// runs them. Every session has some, so an idle one is two references.
///
/// Threading: for any number of threads. Each task sees what the tasks before it wrote.
public final class SerialTasks {

    private static final Logger LOG = LoggerFactory.getLogger(SerialTasks.class);

    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(SerialTasks.class, "last", Link.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Link {

        private final Runnable task;

        /// Written by who brings it, read by who runs this one.
        private volatile @Nullable Link next;

        Link(Runnable task) {
            this.task = task;
        }
    }

    /// The one that came last; null while nothing runs and nothing waits.
    @SuppressWarnings("unused") // by its handle
    private volatile @Nullable Link last;

    /// What the log says of a task that fails.
    private final Supplier<String> name;

    public SerialTasks() {
        this(() -> "");
    }

    /// @param name whose tasks they are, as the log has it, such as `call_id=c_1`; asked for when a
    ///     task fails
    public SerialTasks(Supplier<String> name) {
        this.name = name;
    }

    /// Runs the task now, or after those that are there.
    public void run(Runnable task) {
        Link link = new Link(task);
        Link before = (Link) LAST.getAndSet(this, link);
        if (before != null) {
            before.next = link;
            return;
        }
        for (@Nullable Link running = link; running != null; running = after(running)) {
            run(running);
        }
    }

    /// The task that came after one that was run; null when none did, and then nothing runs.
    private @Nullable Link after(Link done) {
        Link next = done.next;
        if (next == null && !LAST.compareAndSet(this, done, null)) {
            // Somebody has taken the place behind it, and is about to say so.
            while ((next = done.next) == null) {
                Thread.onSpinWait();
            }
        }
        return next;
    }

    private void run(Link link) {
        try {
            link.task.run();
        } catch (RuntimeException | Error e) {
            // A defect in one task must not strand those behind it.
            LOG.error("event=task_failed {}", name.get(), e);
        }
    }
}
