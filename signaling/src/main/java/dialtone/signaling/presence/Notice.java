package dialtone.signaling.presence;

import dialtone.signaling.message.Event;
import dialtone.signaling.message.Peer;
import dialtone.signaling.message.Presence;

import java.util.List;

/// A state that is told to those who watch an address. The one with the larger version is newer.
sealed interface Notice {

    /// Larger than those of all notices before it of the same address.
    long version();

    /// What a client is told.
    Event event();

    /// How a user is shown.
    record OfUser(long version, Presence presence) implements Notice {
        @Override
        public Event event() {
            return new Event.PresenceChanged(presence);
        }
    }

    /// Who is in a room.
    record OfRoom(long version, String room, List<Peer> peers) implements Notice {
        public OfRoom {
            peers = List.copyOf(peers);
        }

        @Override
        public Event event() {
            return new Event.PresenceRoom(room, peers);
        }
    }
}
