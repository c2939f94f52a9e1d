package dialtone.architecture.bad.signaling.hub;

import dialtone.architecture.bad.signaling.room.LocalRooms;
import dialtone.architecture.bad.signaling.room.Room;
import dialtone.architecture.bad.sip.Dialog;

import java.util.ArrayList;
import java.util.List;

/// One half of a circle, with an arrow to a later module and state that anybody may change.
public final class Hub {

    public List<Room> rooms = new ArrayList<>();

    /// Takes for granted that all rooms are here.
    public final LocalRooms local = new LocalRooms();

    public void dial(Dialog dialog) throws InterruptedException {
        Thread.sleep(dialog.hashCode() & 1);
    }
}
