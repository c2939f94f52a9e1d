package dialtone.signaling.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dialtone.signaling.message.Peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rooms of this process, in memory.
///
/// Threading: for any number of threads, one after another under its lock.
final class LocalRosterStore implements RosterStore {

    @GuardedBy("this")
    private final Map<String, Notice.OfRoom> rooms = new HashMap<>();

    @GuardedBy("this")
    private long version;

    @Override
    public synchronized Notice.OfRoom put(String room, List<Peer> peers) {
        Notice.OfRoom notice = new Notice.OfRoom(++version, room, peers);
        if (peers.isEmpty()) {
            rooms.remove(room);
        } else {
            rooms.put(room, notice);
        }
        return notice;
    }

    @Override
    public synchronized Notice.OfRoom get(String room) {
        Notice.OfRoom known = rooms.get(room);
        return known == null ? new Notice.OfRoom(version, room, List.of()) : known;
    }
}
