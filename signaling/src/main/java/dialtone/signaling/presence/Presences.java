package dialtone.signaling.presence;

import dialtone.signaling.bus.Bus;
import dialtone.signaling.bus.Topic;
import dialtone.signaling.message.Presence;
import dialtone.signaling.task.Timers;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// How users are shown to others.
///
/// Each change is told at once; of a user who changes all the time, the newest state once a second.
///
/// Threading: for any number of threads.
public final class Presences {

    /// How long changes of a restless user are put together.
    static final Duration TOGETHER = Duration.ofSeconds(1);

    private final PresenceStore store;
    private final Bus bus;
    private final Timers timers;
    private final ChangeRates rates;
    private final PresenceMetrics metrics;

    /// The users of whom a change is about to be told.
    private final Set<String> delayed = ConcurrentHashMap.newKeySet();

    Presences(PresenceStore store, Bus bus, Timers timers, PresenceMetrics metrics) {
        this.store = store;
        this.bus = bus;
        this.timers = timers;
        this.metrics = metrics;
        rates = new ChangeRates();
        metrics.users(store);
    }

    /// Presence that is kept in the memory of this process. Nobody is there yet.
    public static Presences local(Bus bus, Timers timers, PresenceMetrics metrics) {
        return new Presences(new LocalPresenceStore(), bus, timers, metrics);
    }

    /// Notes what is known of an endpoint from now on.
    ///
    /// @param endpoint its name, unique everywhere
    public void show(String address, String endpoint, EndpointPresence state) {
        changed(store.put(address, endpoint, state));
    }

    /// The endpoint is gone.
    public void gone(String address, String endpoint) {
        changed(store.put(address, endpoint, null));
    }

    /// How a user is shown now.
    public Presence of(String address) {
        return store.get(address).presence();
    }

    /// Follows a user.
    static Topic<Notice.OfUser> topic(String address) {
        return new Topic<>("presence " + address, Notice.OfUser.class);
    }

    /// How a user is shown now, for who follows them.
    Notice.OfUser notice(String address) {
        return store.get(address);
    }

    private void changed(Notice.@Nullable OfUser notice) {
        if (notice == null) {
            return;
        }
        String address = notice.presence().address();
        if (rates.take(address, timers.nanoTime())) {
            tell(address, notice);
        } else {
            metrics.delayed();
            if (delayed.add(address)) {
                timers.after(TOGETHER, () -> tellNewest(address));
            }
        }
    }

    private void tellNewest(String address) {
        delayed.remove(address);
        tell(address, store.get(address));
    }

    private void tell(String address, Notice.OfUser notice) {
        metrics.told();
        bus.publish(topic(address), notice);
    }
}
