package dialtone.signaling.hub;

import dialtone.process.Recorder;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.Answer.Resumption;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Method;
import dialtone.signaling.message.Parsed;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Request.MessageSend;
import dialtone.signaling.message.Request.MessageTaken;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.Request.SessionAck;
import dialtone.signaling.message.Request.SessionClose;
import dialtone.signaling.message.Request.SessionIceServers;
import dialtone.signaling.message.Request.SessionOpen;
import dialtone.signaling.message.Request.SessionRenew;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.message.RequestReader;
import dialtone.signaling.message.Words;
import dialtone.signaling.room.Room;
import dialtone.signaling.room.RoomMember;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.signaling.task.TokenBucket;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A client's life on the server: who it is, and the calls and rooms it is in. It outlives its
/// connections: when one is lost, it is away for a while and waits for the next.
///
/// Threading: any thread may call. Messages, what is told to the client, and the loss of the
/// connection, are handled one after another by the session's own queue, which owns all fields that
/// are not final, but for the ticket, which others read.
final class Session implements RoomMember, Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// Tells rooms from calls among what it talks in.
    private static final String IN_ROOM = "room ";

    private final String id = Ids.next("s_");
    private final Hub hub;
    private final String address;
    private final SerialTasks tasks = new SerialTasks(() -> "session=" + id);
    private final Conversations conversations;
    private final Outbox outbox;
    private final PastAnswers answers = new PastAnswers();
    private final SessionPresence presence;
    private final Inbox inbox;
    private final Resumption resumption;
    private final TokenBucket allowance;

    /// What is refused takes from here; when it is empty, the client is not listening.
    private @Nullable TokenBucket patience;

    /// The connection; null while it is away.
    private @Nullable Attachment attachment;

    private final @Nullable SessionEvent event = Recorder.begun(new SessionEvent());
    private @Nullable Timer awayTimer;
    private @Nullable String origin;
    private boolean isOver;
    private volatile Ticket ticket;

    /// @param address of the ticket, which stays the same
    Session(Hub hub, Ticket ticket, String address, @Nullable String origin) {
        this.hub = hub;
        this.ticket = ticket;
        this.address = address;
        this.origin = origin;
        Limits limits = hub.limits();
        long now = hub.timers().nanoTime();
        boolean resumes = limits.resumeTimeout().isPositive();
        conversations = new Conversations(this, hub);
        allowance = new TokenBucket(limits.messageRate(), limits.messageBurst(), now);
        outbox = new Outbox(resumes, limits.maxKeptBytes());
        inbox = new Inbox(this, hub, limits.maxKeptBytes());
        presence = new SessionPresence(this, hub);
        resumption =
                new Resumption(resumes ? Ids.secret() : null, limits.resumeTimeout().toSeconds());
    }

    /// Its name, for logs.
    String id() {
        return id;
    }

    /// How it is resumed.
    Resumption resumption() {
        return resumption;
    }

    Ticket ticket() {
        return ticket;
    }

    /// Of its page; null when it is no page.
    @Nullable String origin() {
        return origin;
    }

    /// Begins, on its first connection.
    void open(Attachment first, SessionOpen request) {
        tasks.run(() -> doOpen(first, request));
    }

    /// Goes on with another connection, if it can.
    ///
    /// @param lastSeq the last event that the client got
    /// @param fresh the ticket, of the same user
    /// @param told what becomes of it; when it cannot, the session is over
    void resume(
            Attachment next,
            SessionOpen request,
            long lastSeq,
            Ticket fresh,
            Consumer<ResumeMetrics.Result> told) {
        tasks.run(() -> told.accept(doResume(next, request, lastSeq, fresh)));
    }

    /// Does what a message asks; answers go to the connection.
    ///
    /// @param utf8 valid UTF-8, which nobody changes afterwards
    void receive(Attachment from, byte[] utf8) {
        tasks.run(() -> doReceive(from, utf8));
    }

    /// A connection is gone without a goodbye.
    ///
    /// @param forEver whether no other one is to be waited for
    void lost(Attachment from, boolean forEver) {
        tasks.run(() -> doLose(from, forEver));
    }

    /// Ends, if it is away, because there is no room for so many.
    void giveWay() {
        tasks.run(this::endIfAway);
    }

    /// The server stops: ends the calls, and the session when all of them have told so.
    void drain(String words) {
        List<Call> open = conversations.calls().close();
        AtomicInteger telling = new AtomicInteger(1 + open.size());
        Runnable told =
                () -> {
                    if (telling.decrementAndGet() == 0) {
                        tasks.run(() -> close(false, CloseCode.GOING_AWAY, words));
                    }
                };
        open.forEach(call -> call.drain(told));
        told.run();
    }

    @Override
    public Party party() {
        Ticket known = ticket;
        return new Party(address, known.name());
    }

    @Override
    public void send(Event event) {
        if (event instanceof MessageReceived(var mail)) {
            offer(mail);
        } else {
            tasks.run(() -> give(event));
        }
    }

    /// Tells the client something; for the session's queue.
    ///
    /// @return the event's number
    long give(Event event) {
        hub.messageMetrics().sent(event);
        return outbox.event(event);
    }

    /// Does something on the session's queue.
    void later(Runnable task) {
        tasks.run(task);
    }

    @Override
    public boolean offer(Mail mail) {
        return inbox.offer(mail);
    }

    @Override
    public void done(Request request, Result result) {
        hub.messageMetrics().received(request.method(), null);
        answer(request.id(), new Answer.Done(request.id(), result));
    }

    @Override
    public void failed(Request request, ErrorCode code, String words) {
        hub.messageMetrics().received(request.method(), code);
        answer(request.id(), new Answer.Failed(request.id(), code, words));
    }

    private void answer(@Nullable RequestId request, Answer answer) {
        hub.messageMetrics().sent(answer);
        tasks.run(
                () -> {
                    if (request != null) {
                        answers.answered(request, answer);
                    }
                    outbox.answer(answer);
                });
    }

    @Override
    public Memberships.Entry enter(Call call) {
        return conversations.calls().enter(call.id(), call);
    }

    @Override
    public void talks(Call call) {
        presence.talks(call.id(), true);
    }

    /// The call is over for this session, which may be in another one from now on.
    ///
    /// Remembering it comes first: until the session gets to it, the call itself says that it is
    /// over.
    @Override
    public void over(Call call) {
        tasks.run(() -> conversations.remember(call));
        presence.talks(call.id(), false);
        conversations.calls().leave(call.id());
    }

    @Override
    public boolean takesMessages() {
        return true;
    }

    @Override
    public boolean entered(Room room) {
        boolean isIn = conversations.rooms().enter(room.name(), room) == Memberships.Entry.ENTERED;
        if (isIn) {
            presence.talks(IN_ROOM + room.name(), true);
        }
        return isIn;
    }

    @Override
    public void left(Room room) {
        presence.talks(IN_ROOM + room.name(), false);
        conversations.rooms().leave(room.name());
    }

    private void doOpen(Attachment first, SessionOpen request) {
        allowance.take(hub.timers().nanoTime());
        attachment = first;
        hub.add(this);
        outbox.attach(first.connection());
        // Who has the answer can be called; a call that comes before it waits for this task.
        hub.endpoints().add(address, this);
        outbox.answer(Welcome.to(this, hub, request, false));
        LOG.info(
                "event=session_opened session={} user={} client={}",
                id,
                user(),
                Words.quote(request.client() == null ? "" : request.client()));
        hub.calls().ringing().at(address).forEach(ringing -> ringing.alsoRing(this));
        presence.begin();
        inbox.fetch();
    }

    private ResumeMetrics.Result doResume(
            Attachment next, SessionOpen request, long lastSeq, Ticket fresh) {
        if (isOver) {
            return ResumeMetrics.Result.UNKNOWN;
        }
        if (!outbox.canResumeAfter(lastSeq)) {
            close(true, CloseCode.REPLACED, "Another connection began a new session.");
            return ResumeMetrics.Result.TOO_FAR_BEHIND;
        }
        boolean wasAway = attachment == null;
        attachment = next;
        ticket = fresh;
        origin = next.origin();
        isBack();
        if (event != null) {
            event.resumed++;
        }
        answers.reconnected();
        outbox.acknowledge(lastSeq);
        outbox.attach(next.connection());
        outbox.answer(Welcome.to(this, hub, request, true));
        outbox.repeat();
        inbox.back(lastSeq);
        presence.back();
        if (wasAway) {
            conversations.away(false);
        }
        LOG.info("event=session_resumed session={} user={}", id, user());
        return ResumeMetrics.Result.RECOVERED;
    }

    private void doLose(Attachment from, boolean forEver) {
        if (!from.equals(attachment) || isOver) {
            return;
        }
        attachment = null;
        outbox.detach();
        if (forEver || resumption.token() == null || hub.admission().isShut()) {
            finish(true);
            return;
        }
        LOG.info("event=session_away session={} user={}", id, user());
        hub.away().add(address, this);
        awayTimer =
                hub.timers().after(hub.limits().resumeTimeout(), () -> tasks.run(this::endIfAway));
        conversations.away(true);
        inbox.lost();
        presence.lost();
    }

    private void endIfAway() {
        if (attachment == null) {
            finish(true);
        }
    }

    private void isBack() {
        hub.away().remove(this);
        if (awayTimer != null) {
            awayTimer.cancel();
            awayTimer = null;
        }
    }

    private void doReceive(Attachment from, byte[] utf8) {
        if (isOver || !from.equals(attachment)) {
            return;
        }
        long start = hub.timers().nanoTime();
        Parsed parsed = RequestReader.read(utf8);
        Method method = parsed.method();
        if (!allowance.take(start)) {
            tooMany(parsed, method, start);
        } else {
            switch (parsed) {
                case Parsed.Understood(var request) -> handleOnce(request, utf8);
                case Parsed.Unreadable(var request, var _, var code, var words) -> {
                    hub.messageMetrics().received(method, code);
                    answer(null, new Answer.Failed(request, code, words));
                }
            }
        }
        // After the answer, which is in the queue already.
        tasks.run(
                () ->
                        hub.messageMetrics()
                                .handled(
                                        method, Duration.ofNanos(hub.timers().nanoTime() - start)));
    }

    private void tooMany(Parsed parsed, @Nullable Method method, long now) {
        hub.messageMetrics().received(method, ErrorCode.RATE_LIMITED);
        answer(
                null,
                new Answer.Failed(
                        parsed.id(),
                        ErrorCode.RATE_LIMITED,
                        "Too many messages: a session may send "
                                + hub.limits().messageRate()
                                + " a second. Wait a moment."));
        if (!hasPatience(now)) {
            LOG.warn("event=session_flooded session={} user={}", id, user());
            close(true, CloseCode.TOO_MANY_MESSAGES, "Far too many messages.");
        }
    }

    /// Whether one more message beyond the allowance is only refused.
    private boolean hasPatience(long now) {
        TokenBucket left = patience;
        if (left == null) {
            left = new TokenBucket(hub.limits().messageRate(), hub.limits().messageBurst(), now);
            patience = left;
        }
        return left.take(now);
    }

    /// Does what is asked, unless it was asked and done on an earlier connection.
    private void handleOnce(Request request, byte[] utf8) {
        switch (answers.note(request.id(), utf8)) {
            case PastAnswers.Found.New() -> handle(request);
            case PastAnswers.Found.Unanswered() -> {}
            case PastAnswers.Found.Answered(var before) -> {
                hub.messageMetrics().sent(before);
                outbox.answer(before);
            }
        }
    }

    private void handle(Request request) {
        switch (request) {
            case SessionOpen open ->
                    failed(open, ErrorCode.ALREADY_OPEN, "This session is open already.");
            case SessionAck ack -> {
                outbox.acknowledge(ack.seq());
                inbox.acknowledged(ack.seq());
                done(ack, new Empty());
            }
            case SessionIceServers fresh -> done(fresh, Welcome.freshIceServers(this, hub));
            case SessionRenew renewal -> renew(renewal);
            case SessionClose bye -> {
                done(bye, new Empty());
                close(false, CloseCode.NORMAL, "As you asked.");
            }
            case CallInvite invite -> conversations.invite(invite);
            case Request.OfCall ofCall -> conversations.ofCall(ofCall);
            case Request.OfPhone ofPhone -> conversations.ofPhone(ofPhone);
            case RoomJoin join -> conversations.join(join);
            case Request.OfRoom ofRoom -> conversations.ofRoom(ofRoom);
            case Request.OfPresence ofPresence -> presence.handle(ofPresence);
            case MessageSend message -> conversations.say(message);
            case MessageTaken(var _, var messages) -> {
                messages.forEach(message -> hub.mail().taken(ticket.address(), message));
                done(request, new Empty());
            }
        }
    }

    /// Goes on with another ticket, which holds for what is begun from now on.
    private void renew(SessionRenew request) {
        switch (hub.admission().checkRenewal(origin, request.ticket(), ticket)) {
            case Verdict.Refused refused -> failed(request, refused.code(), refused.message());
            case Verdict.Accepted(var next) -> {
                ticket = next;
                presence.renewed();
                done(request, new Answer.TicketRenewed(next.expiresAt()));
            }
        }
    }

    /// Ends, and the connection with it once what was said before is sent.
    private void close(boolean lost, CloseCode code, String words) {
        finish(lost);
        tasks.run(() -> outbox.close(code, words));
    }

    /// Ends the session, its calls and its rooms.
    ///
    /// @param lost without a goodbye; the others are told so
    private void finish(boolean lost) {
        if (isOver) {
            return;
        }
        isOver = true;
        isBack();
        hub.endpoints().remove(address, this);
        presence.end();
        conversations.leave(lost);
        hub.bus().publish(SessionEnded.TOPIC, new SessionEnded(id));
        LOG.info("event=session_closed session={} user={} lost={}", id, user(), lost);
        if (event != null) {
            event.ended(id, lost);
        }
        hub.forget(this);
    }

    private String user() {
        return Words.quote(ticket.user());
    }
}
