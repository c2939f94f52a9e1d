package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.NumberedEvent;
import dialtone.signaling.message.Payloads;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Queue;

/// What a session tells its client: at once while there is a connection, and again on the next one
/// what may have been lost with the last.
///
/// Events are kept until the client says that it has them. When there are too many, the oldest are
/// dropped, and with them the possibility to resume from before them.
///
/// Threading: for one thread at a time; the session's queue sees to it.
final class Outbox {

    private static final int MAX_EVENTS = 256;

    /// An event.
    ///
    /// @param bytes zero for a message of another user, of which the inbox has a bound of its own
    private record Kept(NumberedEvent event, int bytes, boolean isMail) {}

    /// Null while nothing is kept, which is most of the time.
    private @Nullable Queue<Kept> kept;

    private final boolean keeps;
    private final long maxBytes;
    private long keptBytes;
    private int keptMail;
    private long lastSeq;
    private long droppedSeq;
    private @Nullable Connection connection;

    /// An outbox without a connection.
    ///
    /// @param keeps whether there may be another connection
    /// @param maxBytes of the events that are kept
    Outbox(boolean keeps, long maxBytes) {
        this.keeps = keeps;
        this.maxBytes = maxBytes;
    }

    /// Whether a client that has events up to this one can get all the others.
    boolean canResumeAfter(long seq) {
        return seq >= droppedSeq && seq <= lastSeq;
    }

    /// Sends everything here from now on; a connection before it, which may be lost without anybody
    /// having noticed, is closed.
    void attach(Connection next) {
        Connection before = connection;
        connection = next;
        if (before != null) {
            before.close(CloseCode.REPLACED, "Another connection resumed the session.");
        }
    }

    /// Sends what is kept once more.
    void repeat() {
        if (kept != null) {
            kept.forEach(each -> toConnection(each.event()));
        }
    }

    /// Keeps what comes for the next connection.
    void detach() {
        connection = null;
    }

    void answer(Answer answer) {
        Connection there = connection;
        if (there != null) {
            there.send(answer);
        }
    }

    /// Tells the client something.
    ///
    /// @return the event's number
    long event(Event event) {
        NumberedEvent numbered = new NumberedEvent(++lastSeq, event);
        toConnection(numbered);
        if (keeps) {
            boolean isMail = event instanceof MessageReceived;
            int bytes = isMail ? 0 : Payloads.cost(event);
            keep(new Kept(new NumberedEvent(lastSeq, Payloads.copy(event)), bytes, isMail));
        }
        return lastSeq;
    }

    private void keep(Kept event) {
        Queue<Kept> all = kept == null ? new ArrayDeque<>() : kept;
        all.add(event);
        keptBytes += event.bytes();
        keptMail += event.isMail() ? 1 : 0;
        while (all.size() - keptMail > MAX_EVENTS
                || keptMail > MAX_EVENTS
                || keptBytes > maxBytes) {
            removeOldest(all);
        }
        kept = all;
    }

    private void toConnection(NumberedEvent event) {
        Connection there = connection;
        if (there != null) {
            there.send(event);
        }
    }

    /// The client has the events up to this one.
    void acknowledge(long seq) {
        Queue<Kept> all = kept;
        if (all == null) {
            return;
        }
        while (!all.isEmpty() && all.element().event().seq() <= seq) {
            removeOldest(all);
        }
        kept = all.isEmpty() ? null : all;
    }

    private void removeOldest(Queue<Kept> all) {
        Kept oldest = all.remove();
        keptBytes -= oldest.bytes();
        keptMail -= oldest.isMail() ? 1 : 0;
        droppedSeq = oldest.event().seq();
    }

    /// Ends the connection, if there is one.
    void close(CloseCode code, String words) {
        Connection there = connection;
        connection = null;
        kept = null;
        if (there != null) {
            there.close(code, words);
        }
    }
}
