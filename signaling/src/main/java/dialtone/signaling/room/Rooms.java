package dialtone.signaling.room;

import dialtone.signaling.message.Request.RoomJoin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// All rooms by name. A room begins with the first who joins and ends with the last who leaves.
///
/// Threading: for any number of threads.
public final class Rooms {

    private final ConcurrentMap<String, Room> byName = new ConcurrentHashMap<>();
    private final AtomicInteger participants = new AtomicInteger();
    private final int maxPeers;

    /// No rooms yet.
    ///
    /// @param maxPeers how many may be in one room: in a mesh everybody sends to everybody
    public Rooms(int maxPeers, MeterRegistry registry) {
        this.maxPeers = maxPeers;
        Gauge.builder("dialtone.rooms.active", byName, ConcurrentMap::size)
                .description("Rooms with somebody in them")
                .register(registry);
        Gauge.builder("dialtone.participants.active", participants, AtomicInteger::get)
                .description("Places taken in rooms")
                .register(registry);
    }

    /// Lets the member in, or says why not; the answer goes to the member.
    public void join(RoomMember member, RoomJoin request) {
        byName.computeIfAbsent(request.room(), name -> new Room(name, maxPeers, this))
                .join(member, request);
    }

    /// The room is empty and takes nobody any more.
    void ended(Room room) {
        byName.remove(room.name(), room);
    }

    /// Whether there is a room with two or more in it: each has one at least.
    public boolean areInUse() {
        return participants.get() > byName.size();
    }

    void participants(int change) {
        participants.addAndGet(change);
    }
}
