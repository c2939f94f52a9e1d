package dialtone.sip.dialog;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.agent.ClientTransaction;
import dialtone.sip.agent.ClientUser;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.Body;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.RAck;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// A call to somebody: the INVITE, the places it was forked to, and the one that answered (RFC 3261
/// section 13.2).
///
/// Threading: see [SipCall].
public final class OutgoingCall extends SipCall {

    private static final int TRYING = 100;
    private static final int TOO_SHORT = 422;
    private static final int TIMEOUT = 408;
    private static final int UNREACHABLE = 503;

    private final CallRequest request;
    private final NameAddress contact;
    private final NameAddress from;
    private final SessionTimer timer;
    private final Map<String, Fork> forks = new HashMap<>();
    private @Nullable ClientTransaction transaction;
    private @Nullable Session winner;
    private long number;

    /// A place the INVITE reached, by the tag of its responses.
    private static final class Fork {
        final Session session;
        long lastReliable;
        @Nullable String sdp;

        Fork(Session session) {
            this.session = session;
        }
    }

    OutgoingCall(Core core, SerialTasks queue, CallRequest request, CallListener listener) {
        super(
                core,
                request.config() == null ? core.config() : request.config(),
                queue,
                Ids.next(""));
        this.request = request;
        this.contact = contact(core, config(), request);
        this.from = request.from().withTag(Ids.next(""));
        this.timer = new SessionTimer(config(), clock(), () -> {}, () -> {});
        listen(listener);
        authenticateBy(request.digest());
    }

    private static NameAddress contact(Core core, CallConfig config, CallRequest request) {
        Transport transport =
                request.targets().isEmpty()
                        ? Transport.UDP
                        : request.targets().getFirst().transport();
        String user = request.from().uri() instanceof SipUri sip ? sip.user() : "";
        return CallRegistry.contact(core.agent(), config, transport, user);
    }

    void start() {
        SipRequest invite = invite();
        send(request.digest() == null ? invite : request.digest().authorize(invite));
    }

    private SipRequest invite() {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .add(HeaderName.FROM, from)
                        .add(HeaderName.TO, request.to())
                        .add(HeaderName.CALL_ID, callId())
                        .add(HeaderName.CSEQ, ++number + " " + SipRequest.INVITE)
                        .add(HeaderName.CONTACT, contact)
                        .add(HeaderName.USER_AGENT, config().userAgent());
        Core.addCapabilities(headers, config());
        if (config().reliability() == CallConfig.Reliability.REQUIRED) {
            headers.add(HeaderName.REQUIRE, Core.RELIABLE);
        }
        timer.addTo(headers);
        for (Header more : request.headers()) {
            headers.add(more.name(), more.value());
        }
        headers.add(HeaderName.CONTENT_TYPE, Core.SDP);
        return new SipRequest(
                SipRequest.INVITE, request.uri(), headers.build(), Body.of(request.sdp()));
    }

    private void send(SipRequest invite) {
        transaction =
                core().agent()
                        .send(
                                invite,
                                request.targets(),
                                queue(),
                                new ClientUser() {
                                    @Override
                                    public void onResponse(SipResponse response) {
                                        receive(invite, response);
                                    }

                                    @Override
                                    public void onFailure(Failure failure) {
                                        fail(failure);
                                    }
                                });
    }

    private void fail(ClientUser.Failure failure) {
        close(
                switch (failure) {
                    case TIMEOUT -> Ending.of(Ending.Cause.TIMED_OUT, TIMEOUT, "Nobody answered");
                    case UNREACHABLE ->
                            Ending.of(Ending.Cause.UNREACHABLE, UNREACHABLE, "Nobody was reached");
                });
    }

    private void receive(SipRequest invite, SipResponse response) {
        if (response.isSuccess()) {
            receiveSuccess(invite, response);
        } else if (!isEnded() && winner == null) {
            if (response.isProvisional()) {
                receiveProvisional(invite, response);
            } else {
                receiveRefusal(invite, response);
            }
        }
    }

    private void receiveProvisional(SipRequest invite, SipResponse response) {
        String tag = DialogId.orEmpty(response.to().tag());
        if (response.status() == TRYING) {
            return;
        }
        String sdp = Core.sdp(response);
        if (!tag.isEmpty()) {
            Fork fork = forks.computeIfAbsent(tag, _ -> fork(invite, response));
            fork.session.learn(response);
            Long reliable = reliableNumber(response);
            if (reliable != null && !takesReliable(fork, invite, reliable, sdp)) {
                return;
            }
        }
        tell(
                listener ->
                        listener.onProgress(
                                new Progress(tag, response.status(), response.reason(), sdp)));
    }

    private Fork fork(SipRequest invite, SipResponse response) {
        Session session = new Session(this, Dialog.ofCaller(invite, response, contact));
        core().registry().add(session);
        return new Fork(session);
    }

    private static @Nullable Long reliableNumber(SipResponse response) {
        return response.require().contains(Core.RELIABLE) ? response.rSeq() : null;
    }

    /// Acknowledges a reliable response, those of one place in their order (RFC 3262 section 4).
    /// Whether it is new: one that comes again only waits for the PRACK that is on its way.
    private boolean takesReliable(
            Fork fork, SipRequest invite, long reliable, @Nullable String sdp) {
        if (fork.lastReliable != 0 && reliable != fork.lastReliable + 1) {
            return false;
        }
        fork.lastReliable = reliable;
        if (sdp != null && fork.sdp == null) {
            fork.sdp = sdp;
            fork.session.offers().begin(request.sdp(), sdp);
        }
        SipRequest plain = fork.session.request(SipRequest.PRACK);
        RAck acknowledged = new RAck(reliable, invite.cSeq().number(), SipRequest.INVITE);
        fork.session
                .requests()
                .send(
                        plain.withHeaders(
                                plain.headers().toBuilder()
                                        .add(HeaderName.RACK, acknowledged)
                                        .build()),
                        (_, answer) -> {
                            if (answer.isSuccess() && fork.sdp != null) {
                                fork.session.earlyExchangeOver();
                            }
                        });
        return true;
    }

    private void receiveRefusal(SipRequest invite, SipResponse response) {
        forks.values().forEach(fork -> fork.session.forget());
        forks.clear();
        if (response.status() == TOO_SHORT && timer.raise(response)) {
            start();
            return;
        }
        SipRequest again =
                request.digest() == null ? null : request.digest().answer(invite, response);
        if (again == null) {
            close(Ending.of(Ending.Cause.REFUSED, response));
        } else {
            number++;
            send(
                    again.withHeaders(
                            again.headers().toBuilder()
                                    .set(HeaderName.CSEQ, number + " " + SipRequest.INVITE)
                                    .build()));
        }
    }

    /// Every place that answers is acknowledged; all but the first are hung up at once (section
    /// 13.2.2.4), and so is the first when the call was taken back meanwhile.
    private void receiveSuccess(SipRequest invite, SipResponse response) {
        String tag = DialogId.orEmpty(response.to().tag());
        Fork known = forks.get(tag);
        if (known != null && known.session.repeatAck(response)) {
            return;
        }
        Fork fork = known == null || known.session.isOver() ? fork(invite, response) : known;
        forks.put(tag, fork);
        Session session = fork.session;
        session.dialog().confirm(response);
        session.learn(response);
        session.confirm();
        session.acknowledge(invite, response);
        if (isEnded() || winner != null) {
            session.bye();
            return;
        }
        winner = session;
        forks.values().stream()
                .filter(other -> other != fork)
                .forEach(other -> other.session.forget());
        String sdp = fork.sdp == null ? Core.sdp(response) : fork.sdp;
        if (sdp == null) {
            close(
                    Ending.of(
                            Ending.Cause.NO_DESCRIPTION,
                            response.status(),
                            "The answer has no description"));
            return;
        }
        session.offers().begin(request.sdp(), sdp);
        session.timer().onAnswered(response);
        tell(listener -> listener.onEstablished(sdp));
        session.offers().next();
    }

    @Override
    @Nullable Session session() {
        if (winner == null && forks.size() == 1) {
            return forks.values().iterator().next().session;
        }
        return winner;
    }

    @Override
    void onBye(Session session, SipRequest bye) {
        session.forget();
        if (session == winner) {
            close(Ending.hungUpThere(bye));
        }
    }

    @Override
    void leave(Ending ending) {
        if (winner != null) {
            winner.bye();
            return;
        }
        forks.values().forEach(fork -> fork.session.forget());
        if (transaction != null) {
            // Nothing happens when it is over; a 2xx that is under way is acknowledged and hung up.
            transaction.cancel();
        }
    }
}
