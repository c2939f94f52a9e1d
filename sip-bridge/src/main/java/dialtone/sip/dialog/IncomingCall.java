package dialtone.sip.dialog;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.agent.Source;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Body;
import dialtone.sip.message.Header;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A call from somebody (RFC 3261 section 13.3).
///
/// Threading: see [SipCall].
public final class IncomingCall extends SipCall {

    private static final int RINGING = 180;
    private static final int OK = 200;
    private static final int DECLINED = 603;
    private static final int TERMINATED = 487;

    private final ServerTransaction transaction;
    private final SipRequest invite;
    private final @Nullable SipCall replaced;
    private final Session session;
    private final ReliableProvisionals provisionals;
    private final boolean isReliable;
    private boolean isAnswered;

    /// What a reliable response had: the answer, or our offer where the INVITE has none.
    private @Nullable String reliableSdp;

    /// The answer to that offer.
    private @Nullable String earlyAnswer;

    IncomingCall(
            Core core,
            CallConfig config,
            SerialTasks queue,
            ServerTransaction transaction,
            @Nullable SipCall replaced) {
        super(core, config, queue, transaction.request().callId());
        this.transaction = transaction;
        this.invite = transaction.request();
        this.replaced = replaced;
        String user = invite.uri() instanceof SipUri sip ? sip.user() : "";
        Dialog dialog =
                Dialog.ofCalled(
                        invite,
                        Ids.next(""),
                        CallRegistry.contact(
                                core.agent(), config, transaction.source().transport(), user));
        this.session = new Session(this, dialog);
        this.provisionals =
                new ReliableProvisionals(
                        this,
                        transaction,
                        () ->
                                close(
                                        Ending.of(
                                                Ending.Cause.UNACKNOWLEDGED,
                                                504,
                                                "Nobody acknowledged")));
        this.isReliable =
                invite.require().contains(Core.RELIABLE)
                        || (config.reliability() != CallConfig.Reliability.OFF
                                && invite.supported().contains(Core.RELIABLE));
    }

    void start(CallHandler handler) {
        session.learn(invite);
        session.requests().cameBy(invite, transaction.source());
        session.acknowledgeProvisionals(provisionals);
        core().registry().add(session);
        listen(handler.onCall(this));
        transaction.accept(
                queue(),
                new ServerTransaction.User() {
                    @Override
                    public void onCancel() {
                        if (!isAnswered) {
                            close(
                                    new Ending(
                                            Ending.Cause.CANCELLED,
                                            TERMINATED,
                                            "Cancelled",
                                            null,
                                            List.of(),
                                            List.of(),
                                            null));
                        }
                    }

                    @Override
                    public void onUndelivered() {
                        // The answer is repeated until it is acknowledged, and then given up.
                    }
                });
    }

    /// The INVITE: who calls whom, and all headers.
    public SipRequest invite() {
        return invite;
    }

    /// Where it came from.
    public Source source() {
        return transaction.source();
    }

    /// The offer; null when the caller wants to get one in the answer.
    public @Nullable String sdp() {
        return Core.sdp(invite);
    }

    /// The call whose place this one takes, as the caller wants it (RFC 3891): it is hung up when
    /// this one is answered. Whether the caller may do so is for the handler to decide.
    public @Nullable SipCall replaces() {
        return replaced;
    }

    /// Answers challenges to requests inside of this call.
    public void authenticate(DigestClient client) {
        queue().run(() -> authenticateBy(client));
    }

    /// Says that it rings.
    public void ring() {
        queue().run(() -> progressNow(RINGING, "Ringing", null));
    }

    /// Says how it goes.
    ///
    /// @param status from 101 to 199, as a rule 183
    /// @param sdp an answer for media before the call is answered, or null. Where the INVITE has no
    ///     offer it is one, whose answer the listener is told; it is left out when responses are
    ///     not acknowledged ([#isReliable])
    public void progress(int status, String reason, @Nullable String sdp) {
        queue().run(() -> progressNow(status, reason, sdp));
    }

    private void progressNow(int status, String reason, @Nullable String sdp) {
        if (isAnswered || isEnded()) {
            return;
        }
        SipResponse response = session.response(invite, status, reason);
        if (sdp != null && (sdp() != null || isReliable)) {
            String first = reliableSdp == null ? sdp : reliableSdp;
            response = response.withBody(Core.SDP, Body.of(first));
            if (isReliable) {
                reliableSdp = first;
                session.offers().begin(first, sdp() == null ? earlyAnswer : sdp());
            }
        }
        // The first reliable response to an INVITE without an offer must have one (RFC 3261 section
        // 13.2.1).
        boolean hasOffer = sdp() != null || reliableSdp != null;
        if (isReliable && (hasOffer || invite.require().contains(Core.RELIABLE))) {
            provisionals.send(response);
            if (reliableSdp != null) {
                provisionals.whenDone(session::earlyExchangeOver);
            }
        } else {
            transaction.respond(response);
        }
    }

    /// Whether provisional responses are acknowledged, so that one may have an offer.
    public boolean isReliable() {
        return isReliable;
    }

    void receivePrack(ServerTransaction transaction) {
        SipRequest prack = transaction.request();
        String described = Core.sdp(prack);
        boolean isAnswering = sdp() == null && reliableSdp != null && earlyAnswer == null;
        if (!provisionals.isFor(prack)) {
            transaction.respond(session.response(prack, 481, "Nothing To Acknowledge"));
        } else if (isAnswering && described == null) {
            transaction.respond(session.response(prack, 400, "The Answer Is Missing"));
        } else {
            takePrack(transaction, described, isAnswering);
            provisionals.acknowledge();
        }
    }

    /// It may answer our offer, or offer something else after our answer (RFC 3262 section 5).
    private void takePrack(
            ServerTransaction transaction, @Nullable String described, boolean isAnswering) {
        SipRequest prack = transaction.request();
        if (described == null) {
            transaction.respond(session.response(prack, OK, "OK"));
        } else if (isAnswering) {
            earlyAnswer = described;
            session.offers().begin(reliableSdp, described);
            transaction.respond(session.response(prack, OK, "OK"));
            tell(listener -> listener.onOfferAnswered(described));
        } else if (reliableSdp != null) {
            session.offers().receiveEarly(transaction, described);
        } else {
            transaction.respond(session.response(prack, 488, "Not Acceptable Here"));
        }
    }

    /// Takes the call.
    ///
    /// @param sdp the answer, or the offer when the INVITE has none; not used when a reliable
    ///     response had it
    public void answer(String sdp) {
        queue().run(
                        () -> {
                            if (!isAnswered && !isEnded()) {
                                isAnswered = true;
                                provisionals.whenDone(() -> answerNow(sdp));
                            }
                        });
    }

    private void answerNow(String sdp) {
        SipResponse response = session.response(invite, OK, "OK");
        if (reliableSdp == null) {
            response = response.withBody(Core.SDP, Body.of(sdp));
            session.offers().begin(sdp, sdp());
        }
        Headers.Builder headers = response.headers().toBuilder();
        session.timer().answer(invite, headers);
        session.confirm();
        session.offers().accept(transaction, response.withHeaders(headers.build()), this::onAck);
        if (replaced != null) {
            replaced.queue()
                    .run(() -> replaced.close(Ending.of(Ending.Cause.REPLACED, OK, "Replaced")));
        }
    }

    private void onAck(SipRequest ack) {
        boolean isAnswering = sdp() == null && earlyAnswer == null;
        String answer = isAnswering ? Core.sdp(ack) : null;
        if (isAnswering && answer == null) {
            close(Ending.of(Ending.Cause.NO_DESCRIPTION, OK, "The ACK has no description"));
        } else {
            tell(listener -> listener.onEstablished(answer));
        }
    }

    /// Refuses the call.
    ///
    /// @param status from 300 to 699
    /// @param headers more of them, such as Contact of a 3xx or Retry-After
    public void reject(int status, String reason, List<Header> headers) {
        List<Header> more = List.copyOf(headers);
        queue().run(
                        () -> {
                            if (!isAnswered && !isEnded()) {
                                refuse(status, reason, more);
                                close(Ending.of(Ending.Cause.REFUSED, status, reason));
                            }
                        });
    }

    private void refuse(int status, String reason, List<Header> more) {
        isAnswered = true;
        SipResponse response =
                core().response(
                                invite,
                                status,
                                reason,
                                session.dialog().id().localTag(),
                                null,
                                config());
        Headers.Builder headers = response.headers().toBuilder();
        more.forEach(each -> headers.add(each.name(), each.value()));
        session.forget();
        transaction.respond(response.withHeaders(headers.build()));
    }

    @Override
    Session session() {
        return session;
    }

    @Override
    void onBye(Session from, SipRequest bye) {
        if (session.isConfirmed()) {
            session.forget();
        }
        close(Ending.hungUpThere(bye));
    }

    @Override
    void leave(Ending ending) {
        if (session.isConfirmed()) {
            session.bye();
        } else if (!session.isOver()) {
            switch (ending.cause()) {
                case HUNG_UP_HERE -> refuse(DECLINED, "Declined", List.of());
                case UNACKNOWLEDGED -> refuse(ending.status(), ending.reason(), List.of());
                default -> refuse(TERMINATED, "Request Terminated", List.of());
            }
        }
    }
}
