package dialtone.signaling.presence;

import dialtone.signaling.bus.Bus;
import dialtone.signaling.bus.Topic;
import dialtone.signaling.message.Peer;

import java.util.List;

/// Who is in which room, for those who watch rooms without being in them.
///
/// Threading: for any number of threads; of one room, for one at a time.
public final class Rosters {

    private final RosterStore store;
    private final Bus bus;

    Rosters(RosterStore store, Bus bus) {
        this.store = store;
        this.bus = bus;
    }

    /// Those that are kept in the memory of this process. All rooms are empty yet.
    public static Rosters local(Bus bus) {
        return new Rosters(new LocalRosterStore(), bus);
    }

    /// Notes who is in a room from now on.
    public void changed(String room, List<Peer> peers) {
        bus.publish(topic(room), store.put(room, peers));
    }

    /// Who is in a room now.
    public List<Peer> in(String room) {
        return store.get(room).peers();
    }

    static Topic<Notice.OfRoom> topic(String room) {
        return new Topic<>("room " + room, Notice.OfRoom.class);
    }

    Notice.OfRoom notice(String room) {
        return store.get(room);
    }
}
