package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.LeaveReason;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallDigits;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.CallTransfer;
import dialtone.signaling.message.Request.MessageSend;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.Words;
import dialtone.signaling.room.Room;
import dialtone.signaling.task.TokenBucket;
import dialtone.signaling.ticket.TicketVerifier;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;

/// The calls and rooms that a session is in, what it asks about them, and what it says to others.
///
/// Threading: for any number of threads, but for requests and the memory of calls that are over,
/// which are the session's queue's.
final class Conversations {

    /// How many calls that are over are remembered, to tell "it is over" from "there is none".
    private static final int REMEMBERED_CALLS = 64;

    private final Session session;
    private final Hub hub;
    private final Memberships<Call> calls;
    private final Memberships<Room> rooms;
    private final TokenBucket sayings;

    /// Null while none has ended.
    private @Nullable Queue<String> endedCalls;

    Conversations(Session session, Hub hub) {
        this.session = session;
        this.hub = hub;
        calls = new Memberships<>(hub.limits().maxCallsPerSession());
        rooms = new Memberships<>(hub.limits().maxRoomsPerSession());
        ContactLimits limits = hub.limits().contacts();
        sayings = new TokenBucket(limits.sayRate(), limits.sayBurst(), hub.timers().nanoTime());
    }

    Memberships<Call> calls() {
        return calls;
    }

    Memberships<Room> rooms() {
        return rooms;
    }

    /// Tells bridges whether the session's connection is lost.
    void away(boolean isAway) {
        calls.all().forEach(call -> call.away(session, isAway));
    }

    /// The session is over: takes it out of everything.
    void leave(boolean lost) {
        for (Call call : calls.close()) {
            call.leave(session, lost);
        }
        LeaveReason reason = lost ? LeaveReason.SIGNALING_LOST : LeaveReason.LEFT;
        for (Room room : rooms.close()) {
            room.leave(session, reason);
        }
    }

    void remember(Call call) {
        Queue<String> ended = endedCalls;
        if (ended == null) {
            ended = new ArrayDeque<>();
            endedCalls = ended;
        }
        if (ended.size() == REMEMBERED_CALLS) {
            ended.remove();
        }
        ended.add(call.id());
    }

    void invite(CallInvite request) {
        if (!mayNoLonger(request)) {
            hub.invitations().invite(session, session.ticket(), session.origin(), request);
        }
    }

    void ofCall(Request.OfCall request) {
        Call call = find(request, request.call());
        if (call != null) {
            call.handle(session, request);
        }
    }

    void ofPhone(Request.OfPhone request) {
        Call call = find(request, request.call());
        if (call == null) {
            return;
        }
        switch (request) {
            case CallDigits digits -> PhoneRequests.digits(session, call, digits);
            case CallTransfer transfer -> {
                String toCall = transfer.toCall();
                Call other = toCall == null ? null : find(request, toCall);
                if ((toCall == null || other != null) && !mayNoLonger(request)) {
                    PhoneRequests.transfer(session, session.ticket(), call, other, transfer);
                }
            }
        }
    }

    /// A call of this session; null when there is none, which was answered.
    private @Nullable Call find(Request request, String name) {
        Call call = calls.get(name);
        if (call == null && endedCalls != null && endedCalls.contains(name)) {
            session.failed(request, ErrorCode.CALL_ENDED, "This call is over.");
        } else if (call == null) {
            session.failed(
                    request, ErrorCode.CALL_UNKNOWN, "You have no call " + Words.quote(name) + ".");
        }
        return call;
    }

    void join(RoomJoin request) {
        if (mayNoLonger(request)) {
            return;
        }
        if (!session.ticket().mayJoin(request.room())) {
            session.failed(
                    request,
                    ErrorCode.FORBIDDEN_ROOM,
                    "Your ticket does not allow to join the room "
                            + Words.quote(request.room())
                            + ".");
            return;
        }
        hub.rooms().join(session, request);
    }

    void ofRoom(Request.OfRoom request) {
        Room room = rooms.get(request.room());
        if (room == null) {
            session.failed(
                    request,
                    ErrorCode.ROOM_NOT_JOINED,
                    "You are not in the room " + Words.quote(request.room()) + ".");
            return;
        }
        room.handle(session, request);
    }

    void say(MessageSend request) {
        if (!sayings.take(hub.timers().nanoTime())) {
            session.failed(
                    request,
                    ErrorCode.MESSAGE_RATE_LIMITED,
                    "Too many messages to others: a session may send "
                            + hub.limits().contacts().sayRate()
                            + " a second. Wait a moment.");
        } else if (!mayNoLonger(request)) {
            boolean isToRoom = request.to().scheme().equals(Address.ROOM);
            hub.post().send(session, isToRoom ? rooms.get(request.to().name()) : null, request);
        }
    }

    /// Refuses to begin something new when the ticket has expired or the server is about to stop.
    /// A ticket that still opens a session, for clocks differ, is also good for what comes next.
    private boolean mayNoLonger(Request request) {
        Instant over = session.ticket().expiresAt().plus(TicketVerifier.CLOCK_SKEW);
        if (hub.clock().instant().isAfter(over)) {
            session.failed(
                    request,
                    ErrorCode.TICKET_EXPIRED,
                    "Your ticket expired at "
                            + session.ticket().expiresAt()
                            + ": connect again with a fresh one.");
            return true;
        }
        if (hub.admission().isDraining()) {
            session.failed(
                    request,
                    ErrorCode.DRAINING,
                    "The server is about to stop: connect again in a moment.");
            return true;
        }
        return false;
    }
}
