package dialtone.sip.dialog;

import dialtone.signaling.task.Timers;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;

/// Offers and answers after the first ones: re-INVITE and UPDATE both ways, one exchange at a time
/// (RFC 3261 section 14, RFC 3311), which also refresh the session.
///
/// Threading: on the call's queue.
final class OfferAnswer {

    private static final int OK = 200;
    private static final int TIMEOUT = 408;
    private static final int TOO_SHORT = 422;
    private static final int NO_DIALOG = 481;
    private static final int PENDING = 491;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /// Longer than that nobody waits for a change of the session.
    private static final int MAX_WAIT_SECONDS = 32;

    private static final int MAX_RETRIES = 3;

    private final Session session;
    private final SipCall call;
    private @Nullable PendingOffer received;
    private @Nullable Acceptance acceptance;
    private @Nullable String wanted;
    private @Nullable String localSdp;
    private @Nullable String remoteSdp;
    private Timers.Timer retry = CallClock.NONE;
    private boolean isSending;
    private boolean isOffering;
    private boolean isWaiting;
    private boolean isRefreshDue;
    private int retries;

    OfferAnswer(Session session, SipCall call) {
        this.session = session;
        this.call = call;
    }

    /// The first exchange, or as much of it as there is.
    void begin(@Nullable String local, @Nullable String remote) {
        localSdp = local;
        remoteSdp = remote;
    }

    void run(Runnable task) {
        call.queue().run(task);
    }

    /// Offers this as soon as it may; a later offer takes the place of one that still waits.
    void offer(String sdp) {
        wanted = sdp;
        next();
    }

    /// Keeps the session up: without a word about it when the other side knows UPDATE, else with
    /// the same offer again (RFC 4028 section 7.4).
    void refresh() {
        if (isSending || received != null || isUnacknowledged()) {
            isRefreshDue = true;
        } else if (session.allows(SipRequest.UPDATE)) {
            send(SipRequest.UPDATE, null, true);
        } else if (localSdp != null) {
            send(SipRequest.INVITE, localSdp, true);
        }
    }

    /// What is due now that nothing is under way.
    void next() {
        if (isSending || isWaiting || received != null || isUnacknowledged() || session.isOver()) {
            return;
        }
        String sdp = wanted;
        if (sdp != null && session.isConfirmed()) {
            wanted = null;
            send(SipRequest.INVITE, sdp, false);
        } else if (sdp != null && session.canUpdateEarly()) {
            wanted = null;
            send(SipRequest.UPDATE, sdp, false);
        } else if (isRefreshDue) {
            isRefreshDue = false;
            refresh();
        }
    }

    private boolean isUnacknowledged() {
        return acceptance != null && !acceptance.isOver();
    }

    private void send(String method, @Nullable String sdp, boolean isRefresh) {
        isSending = true;
        isOffering = sdp != null;
        SipRequest plain = session.request(method);
        Headers.Builder headers = plain.headers().toBuilder();
        Core.addCapabilities(headers, call.config());
        session.timer().addTo(headers);
        Body body = Body.EMPTY;
        if (sdp != null) {
            headers.set(HeaderName.CONTENT_TYPE, Core.SDP);
            body = Body.of(sdp);
        }
        session.requests()
                .send(
                        new SipRequest(method, plain.uri(), headers.build(), body),
                        (sent, response) -> onFinal(sent, response, sdp, isRefresh));
    }

    private void onFinal(
            SipRequest sent, SipResponse response, @Nullable String sdp, boolean isRefresh) {
        if (sent.is(SipRequest.INVITE) && response.isSuccess()) {
            if (session.repeatAck(response)) {
                return;
            }
            session.acknowledge(sent, response);
        }
        isSending = false;
        isOffering = false;
        if (session.isOver()) {
            return;
        }
        if (response.isSuccess()) {
            onSuccess(response, sdp, isRefresh);
        } else {
            onRefused(sent, response, sdp, isRefresh);
        }
        next();
    }

    private void onSuccess(SipResponse response, @Nullable String sdp, boolean isRefresh) {
        isRefreshDue = false;
        retries = 0;
        session.learn(response);
        session.dialog().refreshTarget(response);
        session.timer().onAnswered(response);
        if (sdp == null) {
            return;
        }
        localSdp = sdp;
        String answer = Core.sdp(response);
        if (answer == null) {
            call.close(Ending.of(Ending.Cause.NO_DESCRIPTION, OK, "The answer has no description"));
            return;
        }
        boolean isNews = !isRefresh || !answer.equals(remoteSdp);
        remoteSdp = answer;
        if (isNews) {
            call.tell(listener -> listener.onOfferAnswered(answer));
        }
    }

    private void onRefused(
            SipRequest sent, SipResponse response, @Nullable String sdp, boolean isRefresh) {
        int status = response.status();
        if (status == NO_DIALOG || status == TIMEOUT) {
            // RFC 3261 section 12.2.1.2: there is no call any more.
            call.close(Ending.of(Ending.Cause.GONE, response));
        } else if (status == PENDING) {
            // Both have offered at the same time; who chose the Call-ID waits longer (RFC 3261
            // section 14.1).
            boolean isCaller = call instanceof OutgoingCall;
            retryLater(
                    isCaller ? call.core().lot(2100, 4000) : call.core().lot(0, 2000),
                    sdp,
                    isRefresh);
        } else if (isLater(response)) {
            retries++;
            retryLater(askedWait(response), sdp, isRefresh);
        } else if (status == TOO_SHORT && session.timer().raise(response)) {
            send(sent.method(), sdp, isRefresh);
        } else if (!isRefresh) {
            call.tell(listener -> listener.onOfferRefused(status, response.reason()));
        }
    }

    /// Whether the other side cannot now, and says when it can: it is busy with something else,
    /// such as an offer of its own that we have not heard of (RFC 3261 section 14.2).
    private boolean isLater(SipResponse response) {
        Long seconds = response.retryAfterSeconds();
        return (response.status() == SERVER_ERROR || response.status() == UNAVAILABLE)
                && seconds != null
                && seconds <= MAX_WAIT_SECONDS
                && retries < MAX_RETRIES;
    }

    private static Duration askedWait(SipResponse response) {
        Long seconds = response.retryAfterSeconds();
        return Duration.ofSeconds(seconds == null ? 0 : seconds);
    }

    private void retryLater(Duration wait, @Nullable String sdp, boolean isRefresh) {
        isRefreshDue |= isRefresh;
        if (!isRefresh && wanted == null) {
            wanted = sdp;
        }
        isWaiting = true;
        retry =
                call.clock()
                        .after(
                                wait,
                                () -> {
                                    isWaiting = false;
                                    next();
                                });
    }

    /// An INVITE or UPDATE of the other side.
    void receive(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        boolean isInvite = request.is(SipRequest.INVITE);
        String sdp = Core.sdp(request);
        boolean isOffer = isInvite || sdp != null;
        if (sdp == null && !request.body().isEmpty()) {
            transaction.respond(
                    session.response(request, 415, "Unsupported Media Type")
                            .with(HeaderName.ACCEPT, Core.SDP));
        } else if (isOffer && received != null) {
            transaction.respond(
                    session.response(request, 500, "An Offer Is Pending")
                            .with(HeaderName.RETRY_AFTER, call.core().random().nextInt(11)));
        } else if (isOffer
                && (isOffering
                        || isUnacknowledged()
                        || !(isInvite ? session.isConfirmed() : session.canTakeUpdate()))) {
            transaction.respond(session.response(request, PENDING, "Request Pending"));
        } else if (SessionTimer.isTooShort(request, call.config())) {
            transaction.respond(
                    session.response(request, TOO_SHORT, "Session Interval Too Small")
                            .with(HeaderName.MIN_SE, call.config().minSessionSeconds()));
        } else {
            session.learn(request);
            session.dialog().refreshTarget(request);
            if (isOffer) {
                receiveOffer(transaction, sdp);
            } else {
                transaction.respond(refreshed(request, session.response(request, OK, "OK")));
            }
        }
    }

    /// An offer in a PRACK, when the PRACK itself ends the first exchange (RFC 3262 section 5).
    void receiveEarly(ServerTransaction prack, String sdp) {
        if (received == null && !isOffering) {
            receiveOffer(prack, sdp);
        } else {
            prack.respond(session.response(prack.request(), PENDING, "Request Pending"));
        }
    }

    private void receiveOffer(ServerTransaction transaction, @Nullable String sdp) {
        PendingOffer offer = new PendingOffer(this, transaction, sdp);
        received = offer;
        transaction.accept(
                call.queue(),
                new ServerTransaction.User() {
                    @Override
                    public void onCancel() {
                        refuse(offer, 487, "Request Terminated");
                    }

                    @Override
                    public void onUndelivered() {
                        // The other side asks again, or its session expires.
                    }
                });
        call.tell(listener -> listener.onOffer(offer));
    }

    private SipResponse refreshed(SipRequest request, SipResponse success) {
        if (!session.isConfirmed()) {
            return success;
        }
        isRefreshDue = false;
        Headers.Builder headers = success.headers().toBuilder();
        session.timer().answer(request, headers);
        return success.withHeaders(headers.build());
    }

    void answer(PendingOffer offer, String sdp) {
        if (received != offer) {
            return;
        }
        received = null;
        localSdp = sdp;
        SipRequest request = offer.transaction().request();
        SipResponse success =
                refreshed(request, session.response(request, OK, "OK"))
                        .withBody(Core.SDP, Body.of(sdp));
        if (offer.sdp() != null) {
            remoteSdp = offer.sdp();
        }
        if (request.is(SipRequest.INVITE)) {
            accept(offer.transaction(), success, ack -> onAck(offer, ack));
        } else {
            offer.transaction().respond(success);
            next();
        }
    }

    private void onAck(PendingOffer offer, SipRequest ack) {
        if (offer.sdp() != null) {
            return;
        }
        String answer = Core.sdp(ack);
        if (answer == null) {
            call.close(Ending.of(Ending.Cause.NO_DESCRIPTION, OK, "The ACK has no description"));
        } else {
            remoteSdp = answer;
            call.tell(listener -> listener.onOfferAnswered(answer));
        }
    }

    /// Sends a 2xx to an INVITE until it is acknowledged; without that the call ends (RFC 3261
    /// section 13.3.1.4).
    void accept(
            ServerTransaction transaction,
            SipResponse success,
            Consumer<SipRequest> whenAcknowledged) {
        Acceptance sent =
                new Acceptance(
                        call,
                        transaction,
                        success,
                        ack -> {
                            if (session.isOver()) {
                                session.sendBye();
                            } else {
                                whenAcknowledged.accept(ack);
                                next();
                            }
                        },
                        this::onUnacknowledged);
        acceptance = sent;
        sent.start();
    }

    private void onUnacknowledged() {
        if (session.isOver()) {
            session.sendBye();
        } else {
            call.close(Ending.of(Ending.Cause.UNACKNOWLEDGED, TIMEOUT, "Nobody acknowledged"));
        }
    }

    void receiveAck(SipRequest ack) {
        if (acceptance != null) {
            acceptance.acknowledge(ack);
        }
    }

    void refuse(PendingOffer offer, int status, String reason) {
        if (received == offer) {
            received = null;
            SipRequest request = offer.transaction().request();
            offer.transaction().respond(session.response(request, status, reason));
            next();
        }
    }

    /// The call is over. Whether a BYE must still wait for the ACK (section 15).
    boolean stop() {
        retry.cancel();
        PendingOffer open = received;
        if (open != null) {
            refuse(open, 487, "Request Terminated");
        }
        return isUnacknowledged();
    }
}
