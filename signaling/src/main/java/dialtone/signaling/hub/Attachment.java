package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.hub.ResumeMetrics.Result;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Method;
import dialtone.signaling.message.Parsed;
import dialtone.signaling.message.Parsed.Understood;
import dialtone.signaling.message.Parsed.Unreadable;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.Resume;
import dialtone.signaling.message.Request.SessionOpen;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.message.RequestReader;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.signaling.ticket.HolderKey;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict.Accepted;
import dialtone.signaling.ticket.Verdict.Refused;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/// A connection on its way to a session: its first message begins one or resumes one, and all that
/// comes after is the session's.
///
/// Threading: any thread may call. What happens is handled one after another by its own queue,
/// which owns all fields that are not final, but for the session, which others read.
public final class Attachment {

    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

    private static final String NOT_OPENED = "The first message must be session.open.";

    /// How much may come before the answer to `session.open`.
    private static final int MAX_EARLY = 64;

    private enum State {
        /// Connected; `session.open` has not come.
        NEW,
        /// A session is asked whether it can be resumed.
        OPENING,
        ATTACHED,
        OVER
    }

    private final Hub hub;
    private final Connection connection;
    private final @Nullable String origin;
    private final SerialTasks tasks = new SerialTasks();

    /// What came before the answer to `session.open`; null while there is nothing.
    private @Nullable Queue<Runnable> early;

    private @Nullable Timer openTimer;
    private State state = State.NEW;

    /// What the client has been given to sign, until it has.
    private @Nullable String nonce;

    private boolean wasAsked;
    private volatile @Nullable Session session;

    Attachment(Hub hub, Connection connection, @Nullable String origin) {
        this.hub = hub;
        this.connection = connection;
        this.origin = origin;
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

    /// The name of its session, for logs; empty when there is none.
    public String sessionId() {
        Session known = session;
        return known == null ? "" : known.id();
    }

    /// Does what a message asks; answers go to the connection.
    ///
    /// @param utf8 valid UTF-8, which nobody changes afterwards
    public void receive(byte[] utf8) {
        tasks.run(() -> doReceive(utf8));
    }

    /// The connection is gone without a goodbye: the session waits for the next one.
    public void lost() {
        tasks.run(() -> doEnd(false));
    }

    /// The connection is gone and the client with it, or it does not keep the rules: the session
    /// ends.
    public void abandon() {
        tasks.run(() -> doEnd(true));
    }

    /// The server stops.
    void drain(String words) {
        tasks.run(
                () -> {
                    Session attached = session;
                    if (attached != null) {
                        attached.drain(words);
                    } else if (state == State.NEW) {
                        close(CloseCode.GOING_AWAY, words);
                    }
                });
    }

    Connection connection() {
        return connection;
    }

    @Nullable String origin() {
        return origin;
    }

    private void doReceive(byte[] utf8) {
        switch (state) {
            case NEW -> first(utf8);
            case OPENING -> wait(() -> doReceive(utf8));
            case ATTACHED -> attached().receive(this, utf8);
            case OVER -> {}
        }
    }

    private void doEnd(boolean forEver) {
        switch (state) {
            case NEW -> over();
            case OPENING -> wait(() -> doEnd(forEver));
            case ATTACHED -> {
                over();
                attached().lost(this, forEver);
            }
            case OVER -> {}
        }
    }

    private void wait(Runnable task) {
        Queue<Runnable> waiting = early;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            early = waiting;
        }
        if (waiting.size() < MAX_EARLY) {
            waiting.add(task);
        }
    }

    private void first(byte[] utf8) {
        long start = hub.timers().nanoTime();
        Parsed parsed = RequestReader.read(utf8);
        Method method =
                switch (parsed) {
                    case Understood(SessionOpen open) -> {
                        open(open);
                        yield open.method();
                    }
                    case Understood(Request other) -> {
                        refuse(
                                other.id(),
                                other.method(),
                                ErrorCode.NOT_OPEN,
                                "session.open must come first, not " + other.method().wire() + ".");
                        close(CloseCode.NOT_OPENED, NOT_OPENED);
                        yield other.method();
                    }
                    case Unreadable(var id, var known, var code, var words) -> {
                        refuse(id, known, code, words);
                        close(
                                CloseCode.NOT_OPENED,
                                known == Method.SESSION_OPEN ? words : NOT_OPENED);
                        yield known;
                    }
                };
        hub.messageMetrics().handled(method, Duration.ofNanos(hub.timers().nanoTime() - start));
    }

    private void open(SessionOpen request) {
        switch (hub.admission().checkTicket(origin, request.ticket())) {
            case Refused refused -> refuseToOpen(request, refused);
            case Accepted(var ticket) when !isProven(request, ticket) -> {}
            case Accepted(var ticket) -> {
                Resume resume = request.resume();
                Session old = resume == null ? null : hub.resumable(resume.token(), ticket);
                if (resume == null || old == null) {
                    fresh(request, ticket);
                } else {
                    state = State.OPENING;
                    old.resume(
                            this,
                            request,
                            resume.lastSeq(),
                            ticket,
                            result -> tasks.run(() -> resumed(old, result, request, ticket)));
                }
            }
        }
    }

    /// Whether whoever shows a ticket has the key that it is bound to, if it is bound. The first
    /// time they are given what to sign; what they sign is good for this connection alone, so that
    /// nothing that was heard or copied can be shown again.
    private boolean isProven(SessionOpen request, Ticket ticket) {
        HolderKey key = ticket.key();
        if (key == null) {
            return true;
        }
        String proof = request.proof();
        String given = nonce;
        nonce = null;
        if (proof == null && !wasAsked) {
            wasAsked = true;
            nonce = Ids.secret();
            ask(request, nonce);
            return false;
        }
        // The ticket is the one that was read from this request.
        String text = HolderKey.signed(String.valueOf(given), String.valueOf(request.ticket()));
        if (given != null && proof != null && key.proves(text, proof)) {
            return true;
        }
        refuseToOpen(
                request,
                new Refused(
                        ErrorCode.PROOF_WRONG,
                        proof == null
                                ? "The ticket is bound to a key, and there was no proof of having"
                                        + " it."
                                : "The proof was not made on this connection with the key that the"
                                        + " ticket is bound to."));
        return false;
    }

    private void ask(SessionOpen request, String toSign) {
        Answer answer =
                new Answer.Failed(
                        request.id(),
                        ErrorCode.PROOF_NEEDED,
                        "The ticket is bound to a key: say session.open once more, with a proof of"
                                + " having it.",
                        toSign);
        hub.messageMetrics().received(request.method(), ErrorCode.PROOF_NEEDED);
        hub.messageMetrics().sent(answer);
        connection.send(answer);
    }

    private void resumed(Session old, Result result, SessionOpen request, Ticket ticket) {
        hub.resumeMetrics().wished(result);
        if (result == Result.RECOVERED) {
            attach(old);
        } else {
            fresh(request, ticket);
        }
        Queue<Runnable> waiting = early;
        Runnable next;
        while (waiting != null && (next = waiting.poll()) != null) {
            next.run();
        }
        early = null;
    }

    private void fresh(SessionOpen request, Ticket ticket) {
        String address = ticket.address();
        if (hub.admission().isDraining()) {
            refuseToOpen(request, Admission.draining());
        } else if (hub.reserve(address)) {
            Session opened = new Session(hub, ticket, address, origin);
            attach(opened);
            opened.open(this, request);
        } else {
            Refused full = hub.admission().checkRoomFor(ticket);
            refuseToOpen(
                    request,
                    full != null
                            ? full
                            : new Refused(
                                    ErrorCode.OVERLOADED,
                                    "There was no room for one more session just now."));
        }
    }

    private void attach(Session opened) {
        stopOpenTimer();
        session = opened;
        state = State.ATTACHED;
    }

    private void refuseToOpen(SessionOpen request, Refused refused) {
        LOG.info("event=session_refused code={}", refused.code().wire());
        refuse(request.id(), request.method(), refused.code(), refused.message());
        CloseCode code =
                switch (refused.code()) {
                    case FORBIDDEN_ORIGIN -> CloseCode.FORBIDDEN_ORIGIN;
                    case OVERLOADED, DRAINING -> CloseCode.UNAVAILABLE;
                    default -> CloseCode.TICKET_REFUSED;
                };
        close(code, refused.message());
    }

    private void refuse(
            @Nullable RequestId id, @Nullable Method method, ErrorCode code, String words) {
        Answer answer = new Answer.Failed(id, code, words);
        hub.messageMetrics().received(method, code);
        hub.messageMetrics().sent(answer);
        connection.send(answer);
    }

    private void openTimeOver() {
        if (state == State.NEW) {
            close(
                    CloseCode.TIMEOUT,
                    "No session.open within " + hub.limits().openTimeout().toSeconds() + " s.");
        }
    }

    private void close(CloseCode code, String words) {
        over();
        connection.close(code, words);
    }

    private void over() {
        state = State.OVER;
        stopOpenTimer();
        hub.forget(this);
    }

    private void stopOpenTimer() {
        if (openTimer != null) {
            openTimer.cancel();
            openTimer = null;
        }
    }

    private Session attached() {
        return requireNonNull(session, "no session is attached");
    }
}
