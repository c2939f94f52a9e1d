package dialtone.signaling.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.message.Showing;
import dialtone.signaling.task.Timers;
import dialtone.signaling.task.Timers.Timer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What programs without a session say of users, each for some time: a calendar that a meeting goes
/// on, a bot that it serves. It counts like one more endpoint of the user.
///
/// Threading: for any number of threads, one after another under its lock.
public final class ProgramPresence {

    static final int MAX_USERS = 10_000;

    /// No session is called so.
    private static final String ENDPOINT = "program";

    private final Presences presences;
    private final Timers timers;

    @GuardedBy("this")
    private final Map<String, Saying> sayings = new HashMap<>();

    /// What was said of one user; equal to itself alone.
    private static final class Saying {
        private @Nullable Timer timer;
    }

    public ProgramPresence(Presences presences, Timers timers) {
        this.presences = presences;
        this.timers = timers;
    }

    /// Says how a user is shown, until something else is said or the time is over.
    ///
    /// @param name for a person; null for none
    /// @return false when as much is said of others as may be
    public synchronized boolean show(
            String address, @Nullable String name, Showing showing, Duration time) {
        if (!sayings.containsKey(address) && sayings.size() >= MAX_USERS) {
            return false;
        }
        Saying saying = new Saying();
        cancel(sayings.put(address, saying));
        saying.timer = timers.after(time, () -> isOver(address, saying));
        presences.show(address, ENDPOINT, new EndpointPresence(name, showing, false, false));
        return true;
    }

    /// Says nothing of a user any more.
    public synchronized void end(String address) {
        Saying saying = sayings.remove(address);
        if (saying != null) {
            cancel(saying);
            presences.gone(address, ENDPOINT);
        }
    }

    private synchronized void isOver(String address, Saying saying) {
        if (saying.equals(sayings.get(address))) {
            end(address);
        }
    }

    private static void cancel(@Nullable Saying saying) {
        if (saying != null && saying.timer != null) {
            saying.timer.cancel();
        }
    }
}
