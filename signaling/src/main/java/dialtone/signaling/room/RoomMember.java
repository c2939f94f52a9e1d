package dialtone.signaling.room;

import dialtone.signaling.message.Recipient;

/// Somebody who can be in rooms: a session, or whom a bridge brings.
public interface RoomMember extends Recipient {

    /// Whether it can be told what others say beside their media.
    boolean takesMessages();

    /// Notes that it is in the room.
    ///
    /// @return false when it may not be: it is in too many, or gone
    boolean entered(Room room);

    /// Notes that it is no longer in the room.
    void left(Room room);
}
