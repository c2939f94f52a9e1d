package dialtone.signaling.room;

import dialtone.signaling.message.Request.RoomJoin;

import org.jspecify.annotations.Nullable;

/// All rooms by name, wherever they are. A room begins with the first who joins and ends with the
/// last who leaves.
///
/// Threading: for any number of threads.
public interface Rooms {

    /// Lets the member in, or says why not; the answer goes to the member.
    void join(RoomMember member, RoomJoin request);

    /// The room of a name; null when nobody is in it.
    @Nullable Room find(String name);

    /// Whether there is a room with two or more in it.
    boolean areInUse();
}
