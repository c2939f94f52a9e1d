package dialtone.signaling.hub;

import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Timers whose time passes only when a test says so.
///
/// Threading: for any number of threads; tasks run on the one that lets time pass.
final class ManualTimers implements Timers {

    private record Due(long atNanos, Runnable task) {}

    private final AtomicLong nowNanos = new AtomicLong();
    private final Set<Due> waiting = ConcurrentHashMap.newKeySet();

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nowNanos.get() + delay.toNanos(), task);
        waiting.add(due);
        return () -> waiting.remove(due);
    }

    /// Lets time pass, and runs what is due by then.
    void pass(Duration time) {
        long now = nowNanos.addAndGet(time.toNanos());
        List<Due> due =
                waiting.stream()
                        .filter(d -> d.atNanos() - now <= 0)
                        .sorted(Comparator.comparingLong(Due::atNanos))
                        .toList();
        for (Due each : due) {
            if (waiting.remove(each)) {
                each.task().run();
            }
        }
    }

    /// How many tasks wait for their time.
    int waiting() {
        return waiting.size();
    }
}
