package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Answer.FreshIceServers;
import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.Answer.SessionOpened;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.LeaveReason;
import dialtone.signaling.message.Method;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.Parsed;
import dialtone.signaling.message.Parsed.Understood;
import dialtone.signaling.message.Parsed.Unreadable;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.Request.SessionClose;
import dialtone.signaling.message.Request.SessionIceServers;
import dialtone.signaling.message.Request.SessionOpen;
import dialtone.signaling.message.RequestReader;
import dialtone.signaling.message.Words;
import dialtone.signaling.room.Room;
import dialtone.signaling.room.RoomMember;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.signaling.task.TokenBucket;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.TicketVerifier;
import dialtone.signaling.ticket.Verdict.Accepted;
import dialtone.signaling.ticket.Verdict.Refused;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/// A client's life on the server: who it is, and the calls and rooms it is in.
///
/// Threading: any thread may call. Messages, and the loss of the connection, are handled one after
/// another by the session's own queue, which owns all fields that are not final, but for the
/// ticket, which others read once the session is open.
public final class Session implements RoomMember, Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// How many calls that are over are remembered, to tell "it is over" from "there is none".
    private static final int REMEMBERED_CALLS = 64;

    private enum State {
        /// Connected; `session.open` has not come.
        NEW,
        OPEN,
        OVER
    }

    private final String id = Ids.next("s_");
    private final Hub hub;
    private final Connection connection;
    private final @Nullable String origin;
    private final SerialTasks tasks = new SerialTasks();
    private final Memberships<Call> calls;
    private final Memberships<Room> rooms;
    private final Queue<String> endedCalls = new ArrayDeque<>();
    private final TokenBucket allowance;

    /// What is refused takes from here; when it is empty, the client is not listening.
    private final TokenBucket patience;

    private @Nullable Timer openTimer;
    private State state = State.NEW;
    private volatile @Nullable Ticket ticket;

    Session(Hub hub, Connection connection, @Nullable String origin) {
        this.hub = hub;
        this.connection = connection;
        this.origin = origin;
        Limits limits = hub.limits();
        long now = hub.timers().nanoTime();
        calls = new Memberships<>(limits.maxCallsPerSession());
        rooms = new Memberships<>(limits.maxRoomsPerSession());
        allowance = new TokenBucket(limits.messageRate(), limits.messageBurst(), now);
        patience = new TokenBucket(limits.messageRate(), limits.messageBurst(), now);
    }

    /// Begins to wait for `session.open`.
    void begin() {
        tasks.run(
                () ->
                        openTimer =
                                hub.timers()
                                        .after(
                                                hub.limits().openTimeout(),
                                                () -> tasks.run(this::openTimeOver)));
    }

    /// Its name, for logs.
    public String id() {
        return id;
    }

    /// Does what a message asks; answers go to the connection.
    ///
    /// @param utf8 valid UTF-8, which nobody changes afterwards
    public void receive(byte[] utf8) {
        tasks.run(() -> doReceive(utf8));
    }

    /// The connection is gone without a goodbye.
    public void lost() {
        tasks.run(() -> finish(true));
    }

    /// The server stops: ends the calls, and the session when all of them have told so.
    void drain(String words) {
        List<Call> open = calls.close();
        AtomicInteger telling = new AtomicInteger(1 + open.size());
        Runnable told =
                () -> {
                    if (telling.decrementAndGet() == 0) {
                        tasks.run(() -> close(CloseCode.GOING_AWAY, words));
                    }
                };
        open.forEach(call -> call.drain(told));
        told.run();
    }

    @Override
    public Party party() {
        Ticket known = requireNonNull(ticket, "the session is not open");
        return new Party(known.address(), known.name());
    }

    @Override
    public void send(Outgoing message) {
        hub.messageMetrics().sent(message);
        connection.send(message);
    }

    @Override
    public void done(Request request, Result result) {
        hub.messageMetrics().received(request.method(), null);
        send(new Answer.Done(request.id(), result));
    }

    @Override
    public void failed(Request request, ErrorCode code, String words) {
        hub.messageMetrics().received(request.method(), code);
        send(new Answer.Failed(request.id(), code, words));
    }

    @Override
    public Memberships.Entry enter(Call call) {
        return calls.enter(call.id(), call);
    }

    /// The call is over for this session, which may be in another one from now on.
    ///
    /// Remembering it comes first: until the session gets to it, the call itself says that it is
    /// over.
    @Override
    public void over(Call call) {
        tasks.run(() -> remember(call));
        calls.leave(call.id());
    }

    private void remember(Call call) {
        if (endedCalls.size() == REMEMBERED_CALLS) {
            endedCalls.remove();
        }
        endedCalls.add(call.id());
    }

    @Override
    public boolean entered(Room room) {
        return rooms.enter(room.name(), room) == Memberships.Entry.ENTERED;
    }

    @Override
    public void left(Room room) {
        rooms.leave(room.name());
    }

    private void doReceive(byte[] utf8) {
        if (state == State.OVER) {
            return;
        }
        long start = hub.timers().nanoTime();
        Parsed parsed = RequestReader.read(utf8);
        Method method =
                switch (parsed) {
                    case Understood(var request) -> request.method();
                    case Unreadable(var _, var known, var _, var _) -> known;
                };
        if (!allowance.take(start)) {
            tooMany(parsed, method, start);
        } else {
            switch (parsed) {
                case Understood(var request) -> handle(request);
                case Unreadable unreadable -> refuse(unreadable);
            }
        }
        hub.messageMetrics().handled(method, Duration.ofNanos(hub.timers().nanoTime() - start));
    }

    private void tooMany(Parsed parsed, @Nullable Method method, long now) {
        Answer.Failed answer =
                new Answer.Failed(
                        switch (parsed) {
                            case Understood(var request) -> request.id();
                            case Unreadable(var requestId, var _, var _, var _) -> requestId;
                        },
                        ErrorCode.RATE_LIMITED,
                        "Too many messages: a session may send "
                                + hub.limits().messageRate()
                                + " a second. Wait a moment.");
        hub.messageMetrics().received(method, ErrorCode.RATE_LIMITED);
        send(answer);
        if (!patience.take(now)) {
            LOG.warn("event=session_flooded session={} user={}", id, user());
            finish(true);
            connection.close(CloseCode.TOO_MANY_MESSAGES, "Far too many messages.");
        }
    }

    private void refuse(Unreadable unreadable) {
        hub.messageMetrics().received(unreadable.method(), unreadable.code());
        send(new Answer.Failed(unreadable.id(), unreadable.code(), unreadable.message()));
        if (state == State.NEW) {
            close(
                    CloseCode.NOT_OPENED,
                    unreadable.method() == Method.SESSION_OPEN
                            ? unreadable.message()
                            : "The first message must be session.open.");
        }
    }

    private void handle(Request request) {
        if (state == State.NEW && !(request instanceof SessionOpen)) {
            failed(
                    request,
                    ErrorCode.NOT_OPEN,
                    "session.open must come first, not " + request.method().wire() + ".");
            close(CloseCode.NOT_OPENED, "The first message must be session.open.");
            return;
        }
        switch (request) {
            case SessionOpen open -> open(open);
            case SessionIceServers fresh -> iceServers(fresh);
            case SessionClose bye -> {
                done(bye, new Empty());
                close(CloseCode.NORMAL, "As you asked.");
            }
            case CallInvite invite -> invite(invite);
            case Request.OfCall ofCall -> ofCall(ofCall);
            case RoomJoin join -> join(join);
            case Request.OfRoom ofRoom -> ofRoom(ofRoom);
        }
    }

    private void open(SessionOpen request) {
        if (state == State.OPEN) {
            failed(request, ErrorCode.ALREADY_OPEN, "This session is open already.");
            return;
        }
        switch (hub.admission().check(origin, request.ticket())) {
            case Refused refused -> refuseToOpen(request, refused);
            case Accepted(var accepted) -> {
                if (hub.endpoints().reserve(accepted.address())) {
                    opened(request, accepted);
                } else {
                    Refused full = hub.admission().checkRoomFor(accepted);
                    refuseToOpen(
                            request,
                            full != null
                                    ? full
                                    : new Refused(
                                            ErrorCode.OVERLOADED,
                                            "There was no room for one more session just now."));
                }
            }
        }
    }

    private void refuseToOpen(SessionOpen request, Refused refused) {
        LOG.info("event=session_refused session={} code={}", id, refused.code().wire());
        failed(request, refused.code(), refused.message());
        CloseCode code =
                switch (refused.code()) {
                    case FORBIDDEN_ORIGIN -> CloseCode.FORBIDDEN_ORIGIN;
                    case OVERLOADED, DRAINING -> CloseCode.UNAVAILABLE;
                    default -> CloseCode.TICKET_REFUSED;
                };
        close(code, refused.message());
    }

    private void opened(SessionOpen request, Ticket accepted) {
        ticket = accepted;
        state = State.OPEN;
        stopOpenTimer();
        IceServers ice = hub.iceServers().forSession(id, accepted.user());
        done(
                request,
                new SessionOpened(
                        id, party(), ice.servers(), ice.expiresAt(), accepted.expiresAt()));
        LOG.info(
                "event=session_opened session={} user={} client={}",
                id,
                user(),
                Words.quote(request.client() == null ? "" : request.client()));
        // Only now, so that nobody's call is told before the session's own answer.
        hub.endpoints().add(accepted.address(), this);
        for (Call ringing : hub.calls().ringingAt(accepted.address())) {
            ringing.alsoRing(this);
        }
    }

    private void iceServers(SessionIceServers request) {
        IceServers ice = hub.iceServers().forSession(id, openTicket().user());
        done(request, new FreshIceServers(ice.servers(), ice.expiresAt()));
    }

    private void invite(CallInvite request) {
        if (!mayNoLonger(request)) {
            hub.invitations().invite(this, openTicket(), origin, request);
        }
    }

    private void ofCall(Request.OfCall request) {
        Call call = calls.get(request.call());
        if (call != null) {
            call.handle(this, request);
        } else if (endedCalls.contains(request.call())) {
            failed(request, ErrorCode.CALL_ENDED, "This call is over.");
        } else {
            failed(
                    request,
                    ErrorCode.CALL_UNKNOWN,
                    "You have no call " + Words.quote(request.call()) + ".");
        }
    }

    private void join(RoomJoin request) {
        if (mayNoLonger(request)) {
            return;
        }
        if (!openTicket().mayJoin(request.room())) {
            failed(
                    request,
                    ErrorCode.FORBIDDEN_ROOM,
                    "Your ticket does not allow to join the room "
                            + Words.quote(request.room())
                            + ".");
            return;
        }
        hub.rooms().join(this, request);
    }

    private void ofRoom(Request.OfRoom request) {
        Room room = rooms.get(request.room());
        if (room == null) {
            failed(
                    request,
                    ErrorCode.ROOM_NOT_JOINED,
                    "You are not in the room " + Words.quote(request.room()) + ".");
            return;
        }
        room.handle(this, request);
    }

    /// Refuses to begin something new when the ticket has expired or the server is about to stop.
    /// A ticket that still opens a session, for clocks differ, is also good for what comes next.
    private boolean mayNoLonger(Request request) {
        Instant over = openTicket().expiresAt().plus(TicketVerifier.CLOCK_SKEW);
        if (hub.clock().instant().isAfter(over)) {
            failed(
                    request,
                    ErrorCode.TICKET_EXPIRED,
                    "Your ticket expired at "
                            + openTicket().expiresAt()
                            + ": connect again with a fresh one.");
            return true;
        }
        if (hub.admission().isDraining()) {
            failed(
                    request,
                    ErrorCode.DRAINING,
                    "The server is about to stop: connect again in a moment.");
            return true;
        }
        return false;
    }

    private void stopOpenTimer() {
        if (openTimer != null) {
            openTimer.cancel();
            openTimer = null;
        }
    }

    private void openTimeOver() {
        if (state == State.NEW) {
            close(
                    CloseCode.TIMEOUT,
                    "No session.open within " + hub.limits().openTimeout().toSeconds() + " s.");
        }
    }

    private void close(CloseCode code, String words) {
        finish(false);
        connection.close(code, words);
    }

    /// Ends the session, its calls and its rooms.
    ///
    /// @param lost without a goodbye; the others are told so
    private void finish(boolean lost) {
        if (state == State.OVER) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        state = State.OVER;
        stopOpenTimer();
        if (wasOpen) {
            hub.endpoints().remove(openTicket().address(), this);
        }
        for (Call call : calls.close()) {
            call.leave(this, lost);
        }
        LeaveReason reason = lost ? LeaveReason.SIGNALING_LOST : LeaveReason.LEFT;
        for (Room room : rooms.close()) {
            room.leave(this, reason);
        }
        if (wasOpen) {
            hub.iceServers().ended(id);
            LOG.info("event=session_closed session={} user={} lost={}", id, user(), lost);
        }
        hub.forget(this);
    }

    private Ticket openTicket() {
        return requireNonNull(ticket, "the session is not open");
    }

    private String user() {
        Ticket known = ticket;
        return known == null ? "" : Words.quote(known.user());
    }
}
