package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a client asks for; one record for each [Method].
public sealed interface Request {

    RequestId id();

    Method method();

    /// A request about one call.
    sealed interface OfCall extends Request {
        String call();
    }

    /// A request about one call that a phone at the other side understands, or its network.
    sealed interface OfPhone extends Request {
        String call();
    }

    /// A request within one room, from somebody who should be in it.
    sealed interface OfRoom extends Request {
        String room();
    }

    /// Says who this is.
    ///
    /// @param ticket null when none was given
    /// @param client name and version of the client's program, for the log
    /// @param proof a signature with the key that the ticket names; null without one
    /// @param resume the session to go on with; null for a new one
    record SessionOpen(
            RequestId id,
            @Nullable String ticket,
            @Nullable String client,
            @Nullable String proof,
            @Nullable Resume resume)
            implements Request {
        @Override
        public Method method() {
            return Method.SESSION_OPEN;
        }

        /// Keeps the ticket out of logs.
        @Override
        public String toString() {
            return "SessionOpen[id=" + id + ", client=" + client + "]";
        }
    }

    /// A session to go on with.
    ///
    /// @param token its secret
    /// @param lastSeq the number of the last event that the client got; 0 for none
    record Resume(String token, long lastSeq) {

        /// Keeps the token out of logs.
        @Override
        public String toString() {
            return "Resume[lastSeq=" + lastSeq + "]";
        }
    }

    /// Says which events need not be kept any more.
    ///
    /// @param seq the number of the last event that the client got
    record SessionAck(RequestId id, long seq) implements Request {
        @Override
        public Method method() {
            return Method.SESSION_ACK;
        }
    }

    record SessionIceServers(RequestId id) implements Request {
        @Override
        public Method method() {
            return Method.SESSION_ICE_SERVERS;
        }
    }

    /// Shows the next ticket, before the last one expires.
    record SessionRenew(RequestId id, String ticket) implements Request {
        @Override
        public Method method() {
            return Method.SESSION_RENEW;
        }

        /// Keeps the ticket out of logs.
        @Override
        public String toString() {
            return "SessionRenew[id=" + id + "]";
        }
    }

    record SessionClose(RequestId id) implements Request {
        @Override
        public Method method() {
            return Method.SESSION_CLOSE;
        }
    }

    /// Calls somebody.
    ///
    /// @param ringSeconds how long to ring; null for the server's own limit
    /// @param details for the other network, or of it
    /// @param gatewayIce what the gateway is to be known by; null when the client waits for it to
    ///     say so
    record CallInvite(
            RequestId id,
            Address to,
            Media media,
            RawJson offer,
            @Nullable Integer ringSeconds,
            Details details,
            Gateway.@Nullable Ice gatewayIce)
            implements Request {
        @Override
        public Method method() {
            return Method.CALL_INVITE;
        }
    }

    record CallRing(RequestId id, String call) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_RING;
        }
    }

    record CallAnswer(RequestId id, String call, RawJson answer) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_ANSWER;
        }
    }

    /// Refuses a call.
    ///
    /// @param busy takes only this endpoint out; otherwise the call ends for all of the user's
    record CallDecline(RequestId id, String call, boolean busy) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_DECLINE;
        }
    }

    /// Ends a call.
    ///
    /// @param mediaFailed because no path for the media was found
    record CallHangup(RequestId id, String call, boolean mediaFailed) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_HANGUP;
        }
    }

    record CallDescribe(RequestId id, String call, RawJson description) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_DESCRIBE;
        }
    }

    record CallTrickle(RequestId id, String call, RawJson candidates) implements OfCall {
        @Override
        public Method method() {
            return Method.CALL_TRICKLE;
        }
    }

    /// Tells how long the media of a call took, since the other side's answer was there.
    record CallReport(RequestId id, String call, Map<SetupStage, Duration> setup)
            implements OfCall {
        public CallReport {
            setup = Map.copyOf(setup);
        }

        @Override
        public Method method() {
            return Method.CALL_REPORT;
        }
    }

    /// Presses keys of the phone.
    ///
    /// @param digits one after another
    /// @param millis how long each is pressed; null for what is usual
    record CallDigits(RequestId id, String call, String digits, @Nullable Integer millis)
            implements OfPhone {
        @Override
        public Method method() {
            return Method.CALL_DIGITS;
        }
    }

    /// Connects the other side with somebody else, and takes this side out.
    ///
    /// @param to whom to call for it; null when `toCall` is given
    /// @param toCall another call of the same session, whose other side it is to be connected with
    record CallTransfer(RequestId id, String call, @Nullable Address to, @Nullable String toCall)
            implements OfPhone {
        @Override
        public Method method() {
            return Method.CALL_TRANSFER;
        }
    }

    record RoomJoin(RequestId id, String room) implements Request {
        @Override
        public Method method() {
            return Method.ROOM_JOIN;
        }
    }

    record RoomLeave(RequestId id, String room) implements OfRoom {
        @Override
        public Method method() {
            return Method.ROOM_LEAVE;
        }
    }

    record RoomDescribe(RequestId id, String room, String to, RawJson description)
            implements OfRoom {
        @Override
        public Method method() {
            return Method.ROOM_DESCRIBE;
        }
    }

    record RoomTrickle(RequestId id, String room, String to, RawJson candidates) implements OfRoom {
        @Override
        public Method method() {
            return Method.ROOM_TRICKLE;
        }
    }

    /// A request about who is there.
    sealed interface OfPresence extends Request {}

    /// Says how the endpoint that asks is shown.
    record PresenceSet(RequestId id, Showing showing) implements OfPresence {
        @Override
        public Method method() {
            return Method.PRESENCE_SET;
        }
    }

    /// Wants to be told who is there, of users and of rooms, and of each change.
    record PresenceSubscribe(RequestId id, List<Address> addresses) implements OfPresence {
        public PresenceSubscribe {
            addresses = List.copyOf(addresses);
        }

        @Override
        public Method method() {
            return Method.PRESENCE_SUBSCRIBE;
        }
    }

    record PresenceUnsubscribe(RequestId id, List<Address> addresses) implements OfPresence {
        public PresenceUnsubscribe {
            addresses = List.copyOf(addresses);
        }

        @Override
        public Method method() {
            return Method.PRESENCE_UNSUBSCRIBE;
        }
    }

    /// Says something to a user or in a room.
    ///
    /// @param body a string or an object
    /// @param keep whether it is to wait for a user who is not there
    record MessageSend(RequestId id, Address to, RawJson body, boolean keep) implements Request {
        @Override
        public Method method() {
            return Method.MESSAGE_SEND;
        }
    }

    /// Says which messages the client has, so that they need not be kept for its user any more.
    record MessageTaken(RequestId id, List<String> messages) implements Request {
        public MessageTaken {
            messages = List.copyOf(messages);
        }

        @Override
        public Method method() {
            return Method.MESSAGE_TAKEN;
        }
    }
}
