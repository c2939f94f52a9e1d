package dialtone.signaling.message;

import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallProgress;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Event.PresenceChanged;
import dialtone.signaling.message.Event.PresenceReady;
import dialtone.signaling.message.Event.PresenceRoom;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.Event.ServerDraining;

/// What events carry from one client to another, and how much of it there is.
public final class Payloads {

    /// What an event takes beside what it carries.
    private static final int OVERHEAD = 512;

    /// What a device, a peer or an address in a list takes.
    private static final int OF_ONE = 128;

    private Payloads() {}

    /// About how many bytes the event takes.
    public static int cost(Event event) {
        return OVERHEAD
                + switch (event) {
                    case CallIncoming incoming ->
                            incoming.offer().length() + incoming.details().cost();
                    case CallProgress progress -> progress.answer().length();
                    case CallAnswered(var _, var _, var answer) ->
                            answer == null ? 0 : answer.length();
                    case CallDescription description -> description.description().length();
                    case CallCandidates candidates -> candidates.candidates().length();
                    case RoomDescription description -> description.description().length();
                    case RoomCandidates candidates -> candidates.candidates().length();
                    case MessageReceived(var mail) -> mail.body().length();
                    case PresenceChanged(var presence) -> presence.devices().size() * OF_ONE;
                    case PresenceRoom(var _, var peers) -> peers.size() * OF_ONE;
                    case PresenceReady(var addresses) -> addresses.size() * OF_ONE;
                    case CallRinging _,
                            CallTransferring _,
                            CallEnded _,
                            ServerDraining _,
                            RoomPeerJoined _,
                            RoomPeerLeft _ ->
                            0;
                };
    }

    /// The same event without the messages that its parts came in, for keeping it longer.
    public static Event copy(Event event) {
        return switch (event) {
            case CallIncoming(var call, var from, var media, var offer, var details) ->
                    new CallIncoming(call, from, media, offer.copy(), details);
            case CallProgress(var call, var answer) -> new CallProgress(call, answer.copy());
            case CallAnswered(var call, var by, var answer) ->
                    new CallAnswered(call, by, answer == null ? null : answer.copy());
            case CallDescription(var call, var description) ->
                    new CallDescription(call, description.copy());
            case CallCandidates(var call, var candidates) ->
                    new CallCandidates(call, candidates.copy());
            case RoomDescription(var room, var from, var description) ->
                    new RoomDescription(room, from, description.copy());
            case RoomCandidates(var room, var from, var candidates) ->
                    new RoomCandidates(room, from, candidates.copy());
            case MessageReceived(var mail) -> new MessageReceived(mail.copy());
            case CallRinging _,
                    PresenceChanged _,
                    PresenceRoom _,
                    PresenceReady _,
                    CallTransferring _,
                    CallEnded _,
                    ServerDraining _,
                    RoomPeerJoined _,
                    RoomPeerLeft _ ->
                    event;
        };
    }
}
