package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.PresenceSet;
import dialtone.signaling.message.Request.PresenceSubscribe;
import dialtone.signaling.message.Request.PresenceUnsubscribe;
import dialtone.signaling.message.Showing;
import dialtone.signaling.message.Words;
import dialtone.signaling.presence.EndpointPresence;
import dialtone.signaling.presence.Watches;
import dialtone.signaling.task.Timers.Timer;
import dialtone.signaling.task.TokenBucket;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// How a session is shown to others, and whom it watches.
///
/// Threading: for the session's queue, but for [#talks(String, boolean)].
final class SessionPresence {

    /// A connection that is lost for less long is nobody's business.
    private static final Duration UNNOTICED = Duration.ofSeconds(5);

    private final Session session;
    private final Hub hub;
    private final Watches watches;
    private final TokenBucket changes;

    /// The calls and rooms in which it talks to somebody; made when there is one.
    private Set<String> talking = Set.of();

    private Showing showing = Showing.DEFAULT;
    private boolean isLost;
    private boolean isShown;

    /// When the loss of its connection will be shown; null when it is not about to be.
    private @Nullable Timer lossTimer;

    SessionPresence(Session session, Hub hub) {
        this.session = session;
        this.hub = hub;
        ContactLimits limits = hub.limits().contacts();
        changes =
                new TokenBucket(limits.changeRate(), limits.changeBurst(), hub.timers().nanoTime());
        watches =
                new Watches(
                        hub.presences(),
                        hub.rosters(),
                        hub.bus(),
                        limits.maxWatches(),
                        hub.presenceMetrics(),
                        session::later,
                        session::send);
    }

    /// The session is open.
    void begin() {
        isShown = true;
        show();
    }

    /// The session is over.
    void end() {
        isShown = false;
        stopLossTimer();
        watches.end();
        hub.presences().gone(session.ticket().address(), session.id());
    }

    /// Its connection is lost. Others are told only if it stays so for a while.
    void lost() {
        watches.pause();
        stopLossTimer();
        lossTimer = hub.timers().after(UNNOTICED, () -> session.later(this::showLoss));
    }

    private void showLoss() {
        if (lossTimer != null) {
            lossTimer = null;
            isLost = true;
            show();
        }
    }

    private void stopLossTimer() {
        if (lossTimer != null) {
            lossTimer.cancel();
            lossTimer = null;
        }
    }

    /// It has a connection again, and perhaps another ticket.
    void back() {
        stopLossTimer();
        isLost = false;
        renewed();
        watches.resume();
    }

    /// It has another ticket: what that does not allow to see is watched no more.
    void renewed() {
        watches.keepOnly(session.ticket()::maySee);
        show();
    }

    /// It talks to somebody in a call or a room, or does so no more; for any thread.
    void talks(String conversation, boolean isTalking) {
        session.later(() -> doTalk(conversation, isTalking));
    }

    private void doTalk(String conversation, boolean isTalking) {
        if (talking.isEmpty()) {
            talking = new HashSet<>();
        }
        if (isTalking ? talking.add(conversation) : talking.remove(conversation)) {
            show();
        }
    }

    void handle(Request.OfPresence request) {
        switch (request) {
            case PresenceSet set -> set(set);
            case PresenceSubscribe subscribe -> subscribe(subscribe);
            case PresenceUnsubscribe(var _, var addresses) -> {
                session.done(request, new Empty());
                watches.remove(addresses);
            }
        }
    }

    private void set(PresenceSet request) {
        if (!changes.take(hub.timers().nanoTime())) {
            session.failed(
                    request,
                    ErrorCode.PRESENCE_RATE_LIMITED,
                    "Your presence changes too often: it may "
                            + hub.limits().contacts().changeRate()
                            + " times a second. Wait a moment.");
            return;
        }
        session.done(request, new Empty());
        showing = request.showing();
        show();
    }

    private void subscribe(PresenceSubscribe request) {
        Ticket ticket = session.ticket();
        for (Address address : request.addresses()) {
            if (!address.scheme().equals(Address.USER) && !address.scheme().equals(Address.ROOM)) {
                session.failed(
                        request,
                        ErrorCode.INVALID_PARAMS,
                        "params.addresses: expected addresses of users and rooms, such as"
                                + " 'user:alice', not "
                                + Words.quote(address.toString())
                                + ".");
                return;
            }
            if (!ticket.maySee(address)) {
                session.failed(
                        request,
                        ErrorCode.FORBIDDEN_PRESENCE,
                        "Your ticket does not allow to see who is at "
                                + Words.quote(address.toString())
                                + ".");
                return;
            }
        }
        if (!watches.fit(request.addresses())) {
            session.failed(
                    request,
                    ErrorCode.PRESENCE_TOO_MANY,
                    "You may watch "
                            + hub.limits().contacts().maxWatches()
                            + " users and rooms at a time: unsubscribe from some first.");
            return;
        }
        session.done(request, new Empty());
        watches.add(request.addresses());
    }

    private void show() {
        if (isShown) {
            hub.presences()
                    .show(
                            session.ticket().address(),
                            session.id(),
                            new EndpointPresence(
                                    session.party().name(), showing, !talking.isEmpty(), isLost));
        }
    }
}
