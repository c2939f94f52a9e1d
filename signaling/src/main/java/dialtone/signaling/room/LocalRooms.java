package dialtone.signaling.room;

import dialtone.signaling.message.Peer;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.presence.Rosters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The rooms of this process.
///
/// Threading: for any number of threads.
public final class LocalRooms implements Rooms {

    private final ConcurrentMap<String, LocalRoom> byName = new ConcurrentHashMap<>();
    private final AtomicInteger participants = new AtomicInteger();
    private final int maxPeers;
    private final Rosters rosters;

    /// No rooms yet.
    ///
    /// @param maxPeers how many may be in one room: in a mesh everybody sends to everybody
    /// @param rosters where rooms publish who is in them
    public LocalRooms(int maxPeers, Rosters rosters, MeterRegistry registry) {
        this.maxPeers = maxPeers;
        this.rosters = rosters;
        Gauge.builder("dialtone.rooms.active", byName, ConcurrentMap::size)
                .description("Rooms with somebody in them")
                .register(registry);
        Gauge.builder("dialtone.participants.active", participants, AtomicInteger::get)
                .description("Places taken in rooms")
                .register(registry);
    }

    @Override
    public void join(RoomMember member, RoomJoin request) {
        byName.computeIfAbsent(request.room(), name -> new LocalRoom(name, maxPeers, this))
                .join(member, request);
    }

    @Override
    public @Nullable Room find(String name) {
        return byName.get(name);
    }

    /// The room is empty and takes nobody any more.
    void ended(LocalRoom room) {
        byName.remove(room.name(), room);
    }

    /// Each has one in it at least.
    @Override
    public boolean areInUse() {
        return participants.get() > byName.size();
    }

    /// Somebody came or left.
    ///
    /// @param change of how many there are
    void changed(LocalRoom room, int change, List<Peer> peers) {
        participants.addAndGet(change);
        rosters.changed(room.name(), peers);
    }
}
