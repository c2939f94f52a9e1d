package dialtone.signaling.hub;

import dialtone.signaling.mail.MailMetrics.Result;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Mail;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The messages of other users to one session: each is given to its client once.
///
/// Of what the client has not acknowledged there may be so much; then nothing more is taken until
/// it has. So nobody can push out with messages what a client needs to go on after a lost
/// connection. What is kept in the [dialtone.signaling.mail.MailStore] is fetched when there is
/// room; it is the user's until a client says that it has taken it. A client that never
/// acknowledges anything is given all, while it is connected.
///
/// Threading: [#offer(Mail)] is for any thread, the rest for the session's queue.
final class Inbox {

    private static final int MAX_WAITING = 128;

    /// Most sessions get none.
    private static final int FEW = 1;

    /// Of so many kept messages is remembered that they were given, so that none is given twice.
    private static final int MIN_REMEMBERED = 512;

    /// A message that was given.
    private record Given(long seq, int bytes) {}

    private final Session session;
    private final Hub hub;
    private final long maxBytes;
    private final int maxRemembered;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Queue<Given> unacknowledged = new ArrayDeque<>(FEW);

    /// Ids of kept messages; made when there is one.
    private Set<String> keptGiven = Set.of();

    private boolean acknowledges;
    private boolean isAway;

    /// Whether there is a bound.
    private volatile boolean isBounded;

    /// Whether something is kept that there was no room for.
    private volatile boolean hasMore;

    /// Nothing has come yet.
    ///
    /// @param maxBytes of messages that were not acknowledged
    Inbox(Session session, Hub hub, long maxBytes) {
        this.session = session;
        this.hub = hub;
        this.maxBytes = maxBytes;
        maxRemembered = Math.max(MIN_REMEMBERED, 2 * hub.limits().contacts().mail().perUser());
    }

    /// Brings a message, unless too many wait.
    boolean offer(Mail mail) {
        if (take(mail)) {
            return true;
        }
        if (mail.isKept()) {
            hasMore = true;
            // There may be room just now, without anybody who would notice.
            session.later(this::fetchMore);
        } else {
            hub.mailMetrics().count(Result.DROPPED);
        }
        return false;
    }

    private boolean take(Mail mail) {
        int bytes = mail.body().length();
        if (isBounded && (waiting.get() >= MAX_WAITING || waitingBytes.get() + bytes > maxBytes)) {
            return false;
        }
        waiting.incrementAndGet();
        waitingBytes.addAndGet(bytes);
        session.later(() -> give(mail));
        return true;
    }

    private void give(Mail mail) {
        int bytes = mail.body().length();
        if (mail.isKept() && !remember(mail.id())) {
            release(bytes);
            return;
        }
        long seq = session.give(new MessageReceived(mail));
        unacknowledged.add(new Given(seq, bytes));
        while (!isBounded
                && (unacknowledged.size() > MAX_WAITING || waitingBytes.get() > maxBytes)) {
            release(unacknowledged.remove().bytes());
        }
    }

    /// Whether the message was not given before.
    private boolean remember(String id) {
        if (keptGiven.isEmpty()) {
            keptGiven = new LinkedHashSet<>();
        }
        if (!keptGiven.add(id)) {
            return false;
        }
        if (keptGiven.size() > maxRemembered) {
            keptGiven.remove(keptGiven.iterator().next());
        }
        return true;
    }

    private void release(int bytes) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-bytes);
    }

    /// The client's connection is lost.
    void lost() {
        isAway = true;
        isBounded = true;
    }

    /// The client has a connection again, and had got the events up to this one.
    void back(long seq) {
        isAway = false;
        isBounded = acknowledges;
        forget(seq);
    }

    /// The client says that it has the events up to this one.
    void acknowledged(long seq) {
        acknowledges = true;
        isBounded = true;
        forget(seq);
    }

    private void forget(long seq) {
        while (!unacknowledged.isEmpty() && unacknowledged.element().seq() <= seq) {
            release(unacknowledged.remove().bytes());
        }
        fetchMore();
    }

    private void fetchMore() {
        if (hasMore && !isAway) {
            fetch();
        }
    }

    /// Brings what is kept for the user.
    void fetch() {
        hasMore = false;
        for (Mail mail : hub.mail().of(session.ticket().address())) {
            if (!keptGiven.contains(mail.id()) && !take(mail)) {
                hasMore = true;
                return;
            }
        }
    }
}
