package dialtone.signaling.transport;

import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Asks every connection in turn whether it is alive.
///
/// The connections are spread over the interval, so that ten thousand of them do not all speak in
/// the same moment.
///
/// Threading: for any number of threads; the beats come from the timers' thread.
final class Heartbeat implements AutoCloseable {

    private static final int SLOTS = 25;

    /// Whoever wants a beat each interval.
    interface Beating {
        void beat();
    }

    private final Timers timers;
    private final Duration tick;
    private final List<Set<Beating>> slots =
            Stream.<Set<Beating>>generate(ConcurrentHashMap::newKeySet).limit(SLOTS).toList();
    private final AtomicInteger nextSlot = new AtomicInteger();
    private int position;
    private volatile boolean closed;

    Heartbeat(Timers timers, Duration interval) {
        this.timers = timers;
        this.tick = interval.dividedBy(SLOTS);
        timers.after(tick, this::tick);
    }

    /// Beats it from now on, for the first time within one interval.
    ///
    /// @return the slot, for [#remove(int, Beating)]
    int add(Beating beating) {
        int slot = Math.floorMod(nextSlot.getAndIncrement(), SLOTS);
        slots.get(slot).add(beating);
        return slot;
    }

    void remove(int slot, Beating beating) {
        slots.get(slot).remove(beating);
    }

    private void tick() {
        if (closed) {
            return;
        }
        timers.after(tick, this::tick);
        position = (position + 1) % SLOTS;
        slots.get(position).forEach(Beating::beat);
    }

    @Override
    public void close() {
        closed = true;
    }
}
