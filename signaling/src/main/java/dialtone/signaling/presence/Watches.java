package dialtone.signaling.presence;

import dialtone.signaling.bus.Bus;
import dialtone.signaling.bus.Bus.Subscription;
import dialtone.signaling.bus.Topic;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.PresenceReady;
import dialtone.signaling.message.Presence;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The addresses that one session watches: users and rooms.
///
/// It is told each change once. While its client has no connection, nothing is told; afterwards the
/// newest state of each address that is another one then. So a client that is away misses nothing,
/// and changes of others do not push out what else is kept for it.
///
/// Threading: for one thread at a time, the session's queue, to which it brings what others
/// publish.
public final class Watches {

    private final Presences presences;
    private final Rosters rosters;
    private final Bus bus;
    private final int max;
    private final PresenceMetrics metrics;
    private final Executor queue;
    private final Consumer<Event> told;

    /// Made when there is one.
    private Map<Address, Watch> watches = Collections.emptyMap();

    private boolean isPaused;

    /// Nothing is watched yet.
    ///
    /// @param max addresses at once
    /// @param queue the session's
    /// @param told the session's client; called by tasks of the queue
    public Watches(
            Presences presences,
            Rosters rosters,
            Bus bus,
            int max,
            PresenceMetrics metrics,
            Executor queue,
            Consumer<Event> told) {
        this.presences = presences;
        this.rosters = rosters;
        this.bus = bus;
        this.max = max;
        this.metrics = metrics;
        this.queue = queue;
        this.told = told;
    }

    /// One address.
    private static final class Watch {

        private Notice newest;
        private Event last;
        private @Nullable Subscription subscription;

        /// Nothing is told of it yet, which means that nobody is there.
        Watch(Notice empty) {
            newest = empty;
            last = empty.event();
        }
    }

    /// Whether so many more may be watched.
    public boolean fit(List<Address> addresses) {
        Set<Address> all = new HashSet<>(watches.keySet());
        all.addAll(addresses);
        return all.size() <= max;
    }

    /// Watches these too, and says when the first state of all has been told.
    ///
    /// @param addresses of users and rooms; who is watched already is told of again
    public void add(List<Address> addresses) {
        addresses.forEach(this::begin);
        told.accept(new PresenceReady(addresses));
    }

    /// Watches these no more.
    public void remove(List<Address> addresses) {
        addresses.forEach(
                address -> {
                    Watch watch = watches.remove(address);
                    if (watch != null) {
                        end(watch);
                    }
                });
    }

    /// Watches no more what may not be watched any more.
    public void keepOnly(Predicate<Address> allowed) {
        Iterator<Map.Entry<Address, Watch>> all = watches.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Address, Watch> each = all.next();
            if (!allowed.test(each.getKey())) {
                all.remove();
                end(each.getValue());
            }
        }
    }

    /// Tells nothing until [#resume()].
    public void pause() {
        isPaused = true;
    }

    /// Tells what is different now.
    public void resume() {
        isPaused = false;
        watches.values().forEach(this::tell);
    }

    /// Watches nothing any more.
    public void end() {
        watches.values().forEach(this::end);
        watches.clear();
    }

    private void put(Address address, Watch watch) {
        if (watches.isEmpty()) {
            watches = new LinkedHashMap<>();
        }
        watches.put(address, watch);
    }

    private void begin(Address address) {
        Watch known = watches.remove(address);
        if (known != null) {
            end(known);
        }
        if (address.scheme().equals(Address.ROOM)) {
            String room = address.name();
            Watch watch = new Watch(new Notice.OfRoom(-1, room, List.of()));
            put(address, watch);
            follow(watch, Rosters.topic(room));
            take(watch, rosters.notice(room));
        } else {
            String user = address.toString();
            Watch watch = new Watch(new Notice.OfUser(-1, Presence.offline(user)));
            put(address, watch);
            follow(watch, Presences.topic(user));
            take(watch, presences.notice(user));
        }
    }

    /// First it follows, then it asks for the state: so nothing is missed between.
    private <T extends Notice> void follow(Watch watch, Topic<T> topic) {
        watch.subscription =
                bus.subscribe(topic, notice -> queue.execute(() -> take(watch, notice)));
        metrics.subscriptions(1);
    }

    private void take(Watch watch, Notice notice) {
        if (watch.subscription != null && notice.version() > watch.newest.version()) {
            watch.newest = notice;
            tell(watch);
        }
    }

    private void tell(Watch watch) {
        Event now = watch.newest.event();
        if (!isPaused && !now.equals(watch.last)) {
            watch.last = now;
            told.accept(now);
        }
    }

    private void end(Watch watch) {
        Subscription subscription = watch.subscription;
        if (subscription != null) {
            watch.subscription = null;
            subscription.end();
            metrics.subscriptions(-1);
        }
    }
}
