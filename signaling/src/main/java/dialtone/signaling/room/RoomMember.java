package dialtone.signaling.room;

import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request;

/// Somebody who can be in rooms: a session.
public interface RoomMember {

    /// Who it is, for the others.
    Party party();

    /// Tells it something; never waits.
    void send(Outgoing message);

    /// Answers its request, which was done.
    void done(Request request, Result result);

    /// Answers its request, which was not done.
    void failed(Request request, ErrorCode code, String words);

    /// Notes that it is in the room.
    ///
    /// @return false when it may not be: it is in too many, or gone
    boolean entered(Room room);

    /// Notes that it is no longer in the room.
    void left(Room room);
}
