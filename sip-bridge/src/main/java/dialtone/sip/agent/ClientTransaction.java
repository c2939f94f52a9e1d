package dialtone.sip.agent;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.agent.ClientUser.Failure;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.Parameters;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Via;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A request on its way, to one target after another until one answers (RFC 3263 section 4.3): each
/// attempt is a transaction of its own.
///
/// Threading: public methods for any thread; the state belongs to the transaction's queue, and its
/// user is called on the queue it has chosen.
public final class ClientTransaction {

    private static final int UNAVAILABLE = 503;

    /// Longer ones do not go over UDP, where they may be cut into fragments that get lost (RFC 3261
    /// section 18.1.1).
    private static final int MAX_UDP_BYTES = 1300;

    private final SipAgent agent;
    private final SipRequest request;
    private final Deque<Target> targets;
    private final TransactionClock clock;
    private final SerialTasks queue;
    private final ClientUser user;
    private @Nullable Attempt attempt;
    private @Nullable Target tooLongForUdp;
    private boolean isCancelled;
    private boolean isAnswered;

    ClientTransaction(
            SipAgent agent,
            SipRequest request,
            List<Target> targets,
            TransactionClock clock,
            SerialTasks queue,
            ClientUser user) {
        this.agent = agent;
        this.request = request;
        this.targets = new ArrayDeque<>(targets);
        this.clock = clock;
        this.queue = queue;
        this.user = user;
    }

    /// Takes an INVITE back; another request is only not tried elsewhere any more. It is still
    /// answered: with 487 as a rule, with a 2xx when that was on its way; when nothing comes, its
    /// user is told that it timed out. Nothing happens when there was a final response.
    public void cancel() {
        clock.run(
                () -> {
                    boolean isFirst = !isCancelled && request.is(SipRequest.INVITE);
                    isCancelled = true;
                    targets.clear();
                    if (isFirst && attempt != null) {
                        attempt.cancel();
                    }
                });
    }

    void start() {
        clock.run(() -> next(Failure.UNREACHABLE));
    }

    /// Tries the next target; without one the user is told.
    private void next(Failure failure) {
        attempt = null;
        Target target = targets.poll();
        if (target == null) {
            isAnswered = true;
            agent.metrics().unanswered(request.method());
            queue.run(() -> user.onFailure(failure));
            return;
        }
        Target first = target;
        if (target.transport() == Transport.UDP
                && !target.equals(tooLongForUdp)
                && addressed(Transport.UDP, "").toBytes().length > MAX_UDP_BYTES) {
            // Servers without TCP get it over UDP after all.
            tooLongForUdp = target;
            targets.addFirst(target);
            first = target.over(Transport.TCP);
        }
        send(first);
    }

    private void send(Target target) {
        String branch = Ids.next(Via.MAGIC_COOKIE);
        Attempt next = new Attempt(target, addressed(target.transport(), branch), branch);
        attempt = next;
        next.begin();
    }

    private SipRequest addressed(Transport transport, String branch) {
        SentBy sentBy = agent.sentBy(transport);
        Parameters parameters = Parameters.NONE.with("branch", branch).with("rport", "");
        Via via = new Via(transport.name(), sentBy.host(), sentBy.port(), parameters);
        return request.withHeaders(
                request.headers().toBuilder().addFirst(HeaderName.VIA, via).build());
    }

    /// One target, and what became of it.
    private final class Attempt implements ClientMachine.Listener {

        private final Target target;
        private final SipRequest addressed;
        private final TransactionKey key;
        private final ClientMachine machine;
        private boolean hasProvisional;

        Attempt(Target target, SipRequest addressed, String branch) {
            this.target = target;
            this.addressed = addressed;
            this.key = TransactionKey.ofClient(branch, addressed.method());
            boolean isReliable = target.transport().isReliable();
            TimerValues values = agent.timerValues();
            this.machine =
                    addressed.is(SipRequest.INVITE)
                            ? new InviteClient(addressed, isReliable, values, clock, this)
                            : new NonInviteClient(addressed, isReliable, values, clock, this);
        }

        void begin() {
            agent.enter(key, response -> clock.run(() -> machine.receive(response)));
            machine.start();
        }

        @Override
        public void transmit(SipRequest message, boolean isAgain) {
            if (isAgain) {
                agent.metrics().retransmitted(message.method());
            }
            agent.transmit(message, target, () -> clock.run(machine::sendFailed));
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.isProvisional()) {
                targets.clear();
                boolean isFirst = !hasProvisional;
                hasProvisional = true;
                if (isFirst && isCancelled && request.is(SipRequest.INVITE)) {
                    sendCancel();
                }
            } else {
                if (response.status() == UNAVAILABLE && !targets.isEmpty()) {
                    next(Failure.UNREACHABLE);
                    return;
                }
                if (!isAnswered) {
                    isAnswered = true;
                    agent.metrics()
                            .answered(
                                    request.method(), SipMetrics.Direction.OUT, response.status());
                }
            }
            queue.run(() -> user.onResponse(response));
        }

        @Override
        public void onTimeout() {
            next(Failure.TIMEOUT);
        }

        @Override
        public void onUnreachable() {
            next(Failure.UNREACHABLE);
        }

        @Override
        public void onEnd() {
            agent.leave(key);
        }

        /// RFC 3261 section 9.1: not before there was a response, or the CANCEL could overtake the
        /// INVITE.
        void cancel() {
            if (hasProvisional && !isAnswered) {
                sendCancel();
            }
        }

        private void sendCancel() {
            Headers headers =
                    Headers.builder()
                            .add(HeaderName.VIA, addressed.topVia())
                            .add(HeaderName.MAX_FORWARDS, 70)
                            .addAll(HeaderName.ROUTE, addressed.headers().values(HeaderName.ROUTE))
                            .add(HeaderName.FROM, addressed.from())
                            .add(HeaderName.TO, addressed.to())
                            .add(HeaderName.CALL_ID, addressed.callId())
                            .add(
                                    HeaderName.CSEQ,
                                    addressed.cSeq().number() + " " + SipRequest.CANCEL)
                            .build();
            SipRequest cancel =
                    new SipRequest(SipRequest.CANCEL, addressed.uri(), headers, Body.EMPTY);
            agent.sendCancel(cancel, target, clock);
            // Servers of RFC 2543 may never answer a cancelled INVITE.
            clock.after(
                    agent.timerValues().transaction(),
                    () -> {
                        if (!isAnswered) {
                            machine.abandon();
                            next(Failure.TIMEOUT);
                        }
                    });
        }
    }
}
