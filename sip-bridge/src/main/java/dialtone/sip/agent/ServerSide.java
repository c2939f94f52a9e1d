package dialtone.sip.agent;

import dialtone.signaling.task.Ids;
import dialtone.signaling.task.Timers;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.Parameters;
import dialtone.sip.message.Parsed;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Via;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The requests of others: finds their transaction or makes one, after the policy was asked.
///
/// Threading: for the threads that read the sockets.
final class ServerSide {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NO_TRANSACTION = 481;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 10;

    private final SipAgent agent;
    private final AgentConfig config;
    private final ServerUser user;
    private final SenderPolicy policy;
    private final Timers timers;
    private final AtomicInteger active;
    private final Map<TransactionKey, ServerTransaction> transactions = new ConcurrentHashMap<>();

    ServerSide(
            SipAgent agent,
            AgentConfig config,
            ServerUser user,
            SenderPolicy policy,
            Timers timers,
            AtomicInteger active) {
        this.agent = agent;
        this.config = config;
        this.user = user;
        this.policy = policy;
        this.timers = timers;
        this.active = active;
    }

    /// What is no message is answered when it can be and its sender may know of us.
    void receive(Parsed.Malformed malformed, Source source) {
        SipRequest request = malformed.answerable();
        if (request == null || !policy.answersMalformed(source)) {
            agent.metrics().dropped(SipMetrics.Dropped.MALFORMED);
            return;
        }
        Via via = Via.read(request.headers().values(HeaderName.VIA).getFirst());
        SipResponse response =
                SipResponse.to(request, malformed.status(), malformed.reason(), null);
        // A Via that cannot be read says nothing of another port than the one it came from.
        Via way = via == null ? wayBack(source) : via;
        agent.transmit(response, source, way, () -> {});
    }

    private static Via wayBack(Source source) {
        return new Via(
                source.transport().name(),
                Addresses.host(source.remote().getAddress()),
                source.remote().getPort(),
                Parameters.NONE);
    }

    void receive(SipRequest received, Source source) {
        SipRequest request = withSource(received, source);
        ServerTransaction known = transactions.get(TransactionKey.of(request));
        if (known != null) {
            known.clock.run(() -> known.receive(request, () -> user.onAck(request, source)));
        } else if (request.is(SipRequest.CANCEL)) {
            receiveCancel(request, source);
        } else {
            receiveNew(request, source);
        }
    }

    private void receiveCancel(SipRequest cancel, Source source) {
        ServerTransaction invite = transactions.get(TransactionKey.ofCancelled(cancel));
        if (invite == null) {
            judge(
                    cancel,
                    source,
                    () -> answer(cancel, source, NO_TRANSACTION, "Nothing To Cancel"));
            return;
        }
        ServerTransaction transaction = enter(cancel, source);
        if (transaction != null) {
            transaction.respond(SipResponse.to(cancel, OK, "OK", Ids.next("")));
            invite.cancelled();
        }
    }

    private void receiveNew(SipRequest request, Source source) {
        judge(request, source, () -> receiveWelcome(request, source));
    }

    private void judge(SipRequest request, Source source, Runnable whenAccepted) {
        switch (policy.judge(request, source)) {
            case Verdict.Accept _ -> whenAccepted.run();
            case Verdict.Drop _ -> agent.metrics().dropped(SipMetrics.Dropped.POLICY);
            case Verdict.Answer(SipResponse response) -> {
                if (!request.is(SipRequest.ACK)) {
                    transmit(request, source, response);
                }
            }
        }
    }

    private void receiveWelcome(SipRequest request, Source source) {
        String defect = request.defect();
        if (request.is(SipRequest.ACK)) {
            if (defect == null) {
                user.onAck(request, source);
            } else {
                agent.metrics().dropped(SipMetrics.Dropped.MALFORMED);
            }
        } else if (defect != null) {
            answer(request, source, BAD_REQUEST, defect);
        } else if (transactions.size() >= config.maxTransactions()) {
            agent.metrics().dropped(SipMetrics.Dropped.OVERLOAD);
            transmit(
                    request,
                    source,
                    SipResponse.to(request, UNAVAILABLE, "Too Busy", Ids.next(""))
                            .with(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS));
        } else {
            ServerTransaction transaction = enter(request, source);
            if (transaction != null) {
                user.onRequest(transaction);
            }
        }
    }

    /// A transaction for the request; null when another thread was first with the same request.
    private @Nullable ServerTransaction enter(SipRequest request, Source source) {
        TransactionKey key = TransactionKey.of(request);
        TransactionClock clock = new TransactionClock(timers);
        ServerTransaction.Way way = new WayBack(key, request, source);
        ServerTransaction transaction =
                request.is(SipRequest.INVITE)
                        ? new InviteServer(request, source, config.timers(), clock, way)
                        : new NonInviteServer(request, source, config.timers(), clock, way);
        if (transactions.putIfAbsent(key, transaction) != null) {
            return null;
        }
        active.incrementAndGet();
        clock.run(transaction::start);
        return transaction;
    }

    private void answer(SipRequest request, Source source, int status, String reason) {
        transmit(request, source, SipResponse.to(request, status, reason, Ids.next("")));
    }

    /// Without a transaction: when the request comes again, it is answered again.
    private void transmit(SipRequest request, Source source, SipResponse response) {
        agent.metrics().answered(request.method(), SipMetrics.Direction.IN, response.status());
        agent.transmit(response, source, request.topVia(), () -> {});
    }

    /// RFC 3261 section 18.2.1 and RFC 3581 section 4: notes in the topmost Via where the request
    /// really came from.
    private static SipRequest withSource(SipRequest request, Source source) {
        Via via = request.topVia();
        boolean isFromHost = Addresses.isSame(via.host(), source.remote().getAddress());
        if (isFromHost && !via.hasRport()) {
            return request;
        }
        Via noted = via.with("received", source.host());
        if (via.hasRport()) {
            noted = noted.with("rport", String.valueOf(source.remote().getPort()));
        }
        List<String> hops = request.headers().values(HeaderName.VIA);
        Headers.Builder headers = request.headers().toBuilder().remove(HeaderName.VIA);
        for (int i = hops.size() - 1; i > 0; i--) {
            headers.addFirst(HeaderName.VIA, hops.get(i));
        }
        return request.withHeaders(headers.addFirst(HeaderName.VIA, noted).build());
    }

    /// Where the responses of a transaction go.
    private final class WayBack implements ServerTransaction.Way {

        private final TransactionKey key;
        private final SipRequest request;
        private final Source source;

        WayBack(TransactionKey key, SipRequest request, Source source) {
            this.key = key;
            this.request = request;
            this.source = source;
        }

        @Override
        public void transmit(SipResponse response, boolean isAgain, Runnable onFailure) {
            if (isAgain) {
                agent.metrics().retransmitted(request.method());
            } else if (!response.isProvisional()) {
                agent.metrics()
                        .answered(request.method(), SipMetrics.Direction.IN, response.status());
            }
            agent.transmit(response, source, request.topVia(), onFailure);
        }

        @Override
        public void onEnd() {
            transactions.remove(key);
            active.decrementAndGet();
        }
    }
}
