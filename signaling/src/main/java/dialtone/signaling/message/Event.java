package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Something a client is told without having asked.
public sealed interface Event extends Outgoing {

    /// The name on the wire.
    String method();

    /// Somebody calls.
    ///
    /// @param details of the network that the call comes from
    record CallIncoming(String call, Party from, Media media, RawJson offer, Details details)
            implements Event {

        /// What the invited are told of an invitation.
        public static CallIncoming of(String call, Party from, Request.CallInvite invite) {
            return new CallIncoming(call, from, invite.media(), invite.offer(), invite.details());
        }

        @Override
        public String method() {
            return "call.incoming";
        }
    }

    record CallRinging(String call) implements Event {
        @Override
        public String method() {
            return "call.ringing";
        }
    }

    /// The media may be set up while the call is not answered yet: the caller hears what the phone
    /// network plays.
    record CallProgress(String call, RawJson answer) implements Event {
        @Override
        public String method() {
            return "call.progress";
        }
    }

    /// Somebody took the call.
    ///
    /// @param answer null when it came with [CallProgress] already
    record CallAnswered(String call, Party by, @Nullable RawJson answer) implements Event {
        @Override
        public String method() {
            return "call.answered";
        }
    }

    record CallDescription(String call, RawJson description) implements Event {
        @Override
        public String method() {
            return "call.description";
        }
    }

    record CallCandidates(String call, RawJson candidates) implements Event {
        @Override
        public String method() {
            return "call.candidates";
        }
    }

    /// What becomes of a transfer that was asked for; when it is done, the call ends.
    ///
    /// @param status as the phone network tells it; from 300 on it has failed, and the call goes on
    /// @param words for a person
    record CallTransferring(String call, int status, String words) implements Event {
        @Override
        public String method() {
            return "call.transferring";
        }

        /// Whether the other side stays in this call.
        public boolean isFailed() {
            return status >= 300;
        }
    }

    /// The last event of a call.
    record CallEnded(String call, Ending ending) implements Event {
        @Override
        public String method() {
            return "call.ended";
        }
    }

    /// No session and no call begins any more; those there are go on for a while.
    record ServerDraining() implements Event {
        @Override
        public String method() {
            return "server.draining";
        }
    }

    record RoomPeerJoined(String room, Peer peer) implements Event {
        @Override
        public String method() {
            return "room.peerJoined";
        }
    }

    record RoomPeerLeft(String room, String peer, LeaveReason reason) implements Event {
        @Override
        public String method() {
            return "room.peerLeft";
        }
    }

    record RoomDescription(String room, String from, RawJson description) implements Event {
        @Override
        public String method() {
            return "room.description";
        }
    }

    record RoomCandidates(String room, String from, RawJson candidates) implements Event {
        @Override
        public String method() {
            return "room.candidates";
        }
    }

    /// How a user is shown from now on.
    record PresenceChanged(Presence presence) implements Event {
        @Override
        public String method() {
            return "presence.changed";
        }
    }

    /// Who is in a room from now on, for those who watch it.
    record PresenceRoom(String room, List<Peer> peers) implements Event {
        public PresenceRoom {
            peers = List.copyOf(peers);
        }

        @Override
        public String method() {
            return "presence.room";
        }
    }

    /// The first state of all that was subscribed to has been told; of whom nothing was told is
    /// offline, or empty.
    record PresenceReady(List<Address> addresses) implements Event {
        public PresenceReady {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String method() {
            return "presence.ready";
        }
    }

    record MessageReceived(Mail mail) implements Event {
        @Override
        public String method() {
            return "message.received";
        }
    }
}
