package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// What became of a request.
public sealed interface Answer extends Outgoing {

    /// The same answer to another request.
    Answer withId(RequestId id);

    /// It was done.
    record Done(RequestId id, Result result) implements Answer {

        @Override
        public Answer withId(RequestId other) {
            return new Done(other, result);
        }
    }

    /// It was not done.
    ///
    /// @param id null when the request's id could not be read
    /// @param message words for a person
    /// @param nonce what to sign, when it is a proof that is missing; else null
    record Failed(@Nullable RequestId id, ErrorCode code, String message, @Nullable String nonce)
            implements Answer {

        /// Without anything to sign.
        public Failed(@Nullable RequestId id, ErrorCode code, String message) {
            this(id, code, message, null);
        }

        @Override
        public Answer withId(RequestId other) {
            return new Failed(other, code, message, nonce);
        }
    }

    /// What a request that was done gives back.
    sealed interface Result {}

    /// Nothing to tell.
    record Empty() implements Result {}

    /// Nothing to tell but that it was passed on to the other side, for which no client waits. The
    /// same as [Empty] when it is written.
    record Passed() implements Result {}

    /// The session is open.
    ///
    /// @param recovered whether it is the one that the client wanted to resume
    /// @param resume how to resume it
    /// @param gateway to phones; null when there is none
    record SessionOpened(
            String session,
            Party self,
            List<IceServer> iceServers,
            Instant iceExpiresAt,
            Instant ticketExpiresAt,
            boolean recovered,
            Resumption resume,
            @Nullable Gateway gateway)
            implements Result {
        public SessionOpened {
            iceServers = List.copyOf(iceServers);
        }
    }

    /// How a session goes on when its connection is lost.
    ///
    /// @param token a secret, to be shown on the next connection; null when it does not go on
    /// @param seconds for how long the session waits for it
    record Resumption(@Nullable String token, long seconds) {

        /// Keeps the token out of logs.
        @Override
        public String toString() {
            return "Resumption[seconds=" + seconds + "]";
        }
    }

    /// The session has the next ticket.
    record TicketRenewed(Instant ticketExpiresAt) implements Result {}

    record FreshIceServers(List<IceServer> iceServers, Instant iceExpiresAt) implements Result {
        public FreshIceServers {
            iceServers = List.copyOf(iceServers);
        }
    }

    record CallCreated(String call) implements Result {}

    /// The joiner is in the room.
    ///
    /// @param self the joiner's own peer id
    /// @param peers who was there before
    record RoomJoined(String room, String self, List<Peer> peers) implements Result {
        public RoomJoined {
            peers = List.copyOf(peers);
        }
    }

    /// The message is on its way.
    ///
    /// @param endpoints how many it was given to
    /// @param isKept whether it waits until one of them says that it has it
    record MessageSent(String id, int endpoints, boolean isKept) implements Result {}
}
