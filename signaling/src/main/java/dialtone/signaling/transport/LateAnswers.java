package dialtone.signaling.transport;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.task.Timers;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Gathers the answers to clients that have very much passed on: the first leaves at once, those
/// that follow it within a moment leave together at that moment's end, or with whatever else the
/// client is sent before; and so do those of the next moments, until there is one without any. As
/// TCP's delayed acknowledgements, they save a write for each message, and nobody has to wait for
/// them.
///
/// Each client has moments of its own: if all ended at once, everybody else's messages would wait
/// for the writes of all of them.
///
/// Threading: for any number of threads; moments end on the timers' thread.
final class LateAnswers {

    private static final Duration MOMENT = Duration.ofMillis(20);

    /// How much longer a moment may be, so that those that end soon after each other end together.
    private static final Duration TICK = Duration.ofMillis(2);

    private final Timers timers;

    /// Those in the midst of a moment, the one that ends first at the head.
    private final Queue<Client> answered = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean isTicking = new AtomicBoolean();

    LateAnswers(Timers timers) {
        this.timers = timers;
    }

    /// Whether a client can do without a message for a moment.
    static boolean mayWait(Outgoing message) {
        return message instanceof Answer.Done(var _, Answer.Passed());
    }

    private void endLater(Client client) {
        client.endsAt = timers.nanoTime() + MOMENT.toNanos();
        answered.add(client);
        tickLater();
    }

    private void tickLater() {
        if (isTicking.compareAndSet(false, true)) {
            timers.after(TICK, this::tick);
        }
    }

    private void tick() {
        try {
            long now = timers.nanoTime();
            Client first;
            while ((first = answered.peek()) != null && first.endsAt - now <= 0) {
                answered.remove();
                first.endMoment();
            }
        } finally {
            isTicking.set(false);
            if (!answered.isEmpty()) {
                tickLater();
            }
        }
    }

    /// One client's answers.
    ///
    /// Threading: for any number of threads.
    static final class Client {

        private static final int NOTHING = 0;

        /// Some have left, in this moment or at the end of the last.
        private static final int SOME = 1;

        /// Others wait.
        private static final int WAITING = 2;

        private final LateAnswers all;
        private final Runnable flush;
        private final AtomicInteger answers = new AtomicInteger(NOTHING);

        /// Written before it is put into the queue, and read by whom takes it out.
        private long endsAt;

        /// @param flush writes what waits
        Client(LateAnswers all, Runnable flush) {
            this.all = all;
            this.flush = flush;
        }

        /// Whether the next answer is to wait. If so, [#waits()] is to be called when it does.
        boolean isLate() {
            if (!answers.compareAndSet(NOTHING, SOME)) {
                return true;
            }
            all.endLater(this);
            return false;
        }

        /// An answer waits now, unless the moment is over already.
        void waits() {
            if (answers.getAndUpdate(now -> now == NOTHING ? NOTHING : WAITING) == NOTHING) {
                flush.run();
            }
        }

        private void endMoment() {
            if (answers.getAndUpdate(now -> now == WAITING ? SOME : NOTHING) == WAITING) {
                flush.run();
                all.endLater(this);
            }
        }
    }
}
