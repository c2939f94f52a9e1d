package dialtone.sip.agent;

import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Timers whose time passes only when a test says so, from one due task to the next.
///
/// Threading: for any number of threads; tasks run on the one that lets time pass.
public final class ManualTimers implements Timers {

    private record Due(long atNanos, long number, Runnable task) {}

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Due> waiting = ConcurrentHashMap.newKeySet();

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(nowNanos.get() + delay.toNanos(), numbers.getAndIncrement(), task);
        waiting.add(due);
        return () -> waiting.remove(due);
    }

    public void pass(Duration time) {
        long end = nowNanos.get() + time.toNanos();
        Optional<Due> next = next(end);
        while (next.isPresent()) {
            Due due = next.get();
            nowNanos.set(Math.max(nowNanos.get(), due.atNanos()));
            if (waiting.remove(due)) {
                due.task().run();
            }
            next = next(end);
        }
        nowNanos.set(end);
    }

    private Optional<Due> next(long end) {
        return waiting.stream()
                .filter(due -> due.atNanos() <= end)
                .min(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    }

    public int waiting() {
        return waiting.size();
    }
}
