package dialtone.signaling.room;

import dialtone.signaling.message.LeaveReason;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Recipient;
import dialtone.signaling.message.Request;

import java.util.function.Consumer;

/// Who is in one room, and what they send each other; wherever the room is.
///
/// Threading: for any number of threads.
public interface Room {

    String name();

    /// Does what a member asks; the answer goes to the member.
    void handle(RoomMember member, Request.OfRoom request);

    /// Gives a message to all but its sender, who may be in the room or not, and answers the
    /// request.
    ///
    /// @param heard told whether anybody was there
    void say(Recipient from, Request request, Mail mail, Consumer<Boolean> heard);

    /// Takes the member out, whose session is over.
    void leave(RoomMember member, LeaveReason reason);
}
