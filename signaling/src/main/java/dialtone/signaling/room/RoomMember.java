package dialtone.signaling.room;

import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.Party;

/// Somebody who can be in rooms: a session.
public interface RoomMember {

    /// Who it is, for the others.
    Party party();

    /// Says something to it; never waits.
    void send(Outgoing message);

    /// Notes that it is in the room.
    ///
    /// @return false when it may not be: it is in too many, or gone
    boolean entered(Room room);

    /// Notes that it is no longer in the room.
    void left(Room room);
}
