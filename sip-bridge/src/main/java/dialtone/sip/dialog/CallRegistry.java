package dialtone.sip.dialog;

import dialtone.signaling.message.Words;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.agent.ServerUser;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.OpaqueUri;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// All calls of an agent: finds the one a request belongs to, gives new ones to a handler, makes
/// outgoing ones.
///
/// Threading: for any number of threads.
public final class CallRegistry implements ServerUser {

    private final CallConfig config;
    private final Routes routes;
    private final Timers timers;
    private final RandomGenerator random;
    private final CallHandler handler;
    private final Map<DialogId, Session> sessions = new ConcurrentHashMap<>();
    private volatile @Nullable Core core;

    private final Goodbyes goodbyes = new Goodbyes();

    /// Without an agent yet: see [#begin].
    ///
    /// @param random spreads what both sides would do at the same time
    public CallRegistry(
            CallConfig config,
            Routes routes,
            Timers timers,
            RandomGenerator random,
            CallHandler handler) {
        this.config = config;
        this.routes = routes;
        this.timers = timers;
        this.random = random;
        this.handler = handler;
    }

    /// Begins with the agent that was given this registry as its user. What comes before is
    /// answered with 503.
    public void begin(SipAgent agent) {
        core = new Core(agent, routes, timers, config, random, this);
    }

    /// Calls somebody.
    ///
    /// @param queue on which everything of the call runs
    public OutgoingCall call(CallRequest request, SerialTasks queue, CallListener listener) {
        Core known = core;
        if (known == null) {
            throw new IllegalStateException("there is no agent to call with yet");
        }
        OutgoingCall call = new OutgoingCall(known, queue, request, listener);
        queue.run(call::start);
        return call;
    }

    /// Waits until those whose calls were hung up have answered, but so long at most.
    public void awaitGoodbyes(Duration most) throws InterruptedException {
        goodbyes.await(most);
    }

    Goodbyes goodbyes() {
        return goodbyes;
    }

    /// How many dialogs there are, of outgoing calls before the answer perhaps several.
    public int dialogs() {
        return sessions.size();
    }

    /// Whether this request belongs to a call there is: only its two sides know what names it.
    public boolean isInCall(SipRequest request) {
        return request.to().tag() != null && sessions.containsKey(DialogId.of(request));
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Core known = core;
        if (known == null) {
            refuse(transaction, 503, "Not Ready");
        } else if (!Core.isKnown(request.method())) {
            Headers.Builder allow = Headers.builder();
            Core.addAllow(allow);
            respond(transaction, 405, "Method Not Allowed", allow.build());
        } else if (request.to().tag() != null) {
            receiveInDialog(transaction, request);
        } else {
            switch (request.method()) {
                case SipRequest.INVITE -> receiveInvite(known, transaction, request);
                case SipRequest.OPTIONS -> answerOptions(transaction, request);
                case SipRequest.REFER -> refuse(transaction, 403, "Only In A Call");
                default -> refuse(transaction, 481, "No Such Call");
            }
        }
    }

    private void receiveInDialog(ServerTransaction transaction, SipRequest request) {
        Session session = sessions.get(DialogId.of(request));
        if (session == null) {
            refuse(transaction, 481, "No Such Call");
        } else {
            session.call().queue().run(() -> session.receive(transaction));
        }
    }

    private void answerOptions(ServerTransaction transaction, SipRequest request) {
        Headers.Builder capabilities = Headers.builder();
        Core.addCapabilities(capabilities, config);
        capabilities.add(HeaderName.ACCEPT, Core.SDP);
        List<String> unknown = Core.unknown(request.require());
        if (unknown.isEmpty()) {
            respond(transaction, 200, "OK", capabilities.build());
        } else {
            refuseExtensions(transaction, unknown);
        }
    }

    private void receiveInvite(Core known, ServerTransaction transaction, SipRequest invite) {
        List<String> unknown = Core.unknown(invite.require());
        if (!unknown.isEmpty()) {
            refuseExtensions(transaction, unknown);
        } else if (invite.uri() instanceof OpaqueUri) {
            refuse(transaction, 416, "Unsupported URI Scheme");
        } else if (invite.contacts().size() != 1) {
            refuse(transaction, 400, "Needs One Contact");
        } else if (Core.sdp(invite) == null && !invite.body().isEmpty()) {
            respond(
                    transaction,
                    415,
                    "Unsupported Media Type",
                    Headers.builder().add(HeaderName.ACCEPT, Core.SDP).build());
        } else if (SessionTimer.isTooShort(invite, config)) {
            respond(
                    transaction,
                    422,
                    "Session Interval Too Small",
                    Headers.builder().add(HeaderName.MIN_SE, config.minSessionSeconds()).build());
        } else if (isMerged(invite)) {
            refuse(transaction, 482, "Merged Request");
        } else {
            receiveReplacing(known, transaction, invite);
        }
    }

    /// Whether the same INVITE came another way (RFC 3261 section 8.2.2.2).
    private boolean isMerged(SipRequest invite) {
        return sessions.values().stream()
                .anyMatch(
                        session ->
                                session.call() instanceof IncomingCall call
                                        && call.callId().equals(invite.callId())
                                        && call.invite().cSeq().equals(invite.cSeq())
                                        && call.invite()
                                                .from()
                                                .parameters()
                                                .equals(invite.from().parameters()));
    }

    private void receiveReplacing(Core known, ServerTransaction transaction, SipRequest invite) {
        Replaces replaces = invite.replaces();
        if (replaces == null && invite.headers().has(HeaderName.REPLACES)) {
            refuse(transaction, 400, "Replaces Cannot Be Read");
        } else if (replaces == null) {
            begin(known, transaction, null);
        } else {
            DialogId id = new DialogId(replaces.callId(), replaces.toTag(), replaces.fromTag());
            Session session = sessions.get(id);
            if (session == null
                    || (!session.isConfirmed() && session.call() instanceof IncomingCall)) {
                refuse(transaction, 481, "No Such Call To Replace");
            } else if (session.isConfirmed() && replaces.isEarlyOnly()) {
                refuse(transaction, 486, "Answered Already");
            } else {
                begin(known, transaction, session.call());
            }
        }
    }

    private void begin(Core known, ServerTransaction transaction, @Nullable SipCall replaced) {
        String id = Words.quote(transaction.request().callId());
        SerialTasks queue = new SerialTasks(() -> "sip_call_id=" + id);
        CallConfig own = handler.config(transaction.request(), transaction.source());
        IncomingCall call =
                new IncomingCall(known, own == null ? config : own, queue, transaction, replaced);
        queue.run(() -> call.start(handler));
    }

    private void refuseExtensions(ServerTransaction transaction, List<String> unknown) {
        respond(
                transaction,
                420,
                "Bad Extension",
                Headers.builder().add(HeaderName.UNSUPPORTED, String.join(", ", unknown)).build());
    }

    private void refuse(ServerTransaction transaction, int status, String reason) {
        respond(transaction, status, reason, Headers.builder().build());
    }

    private void respond(ServerTransaction transaction, int status, String reason, Headers more) {
        SipResponse response =
                SipResponse.to(transaction.request(), status, reason, Ids.next(""))
                        .with(HeaderName.SERVER, config.userAgent());
        Headers.Builder headers = response.headers().toBuilder();
        more.all().forEach(each -> headers.add(each.name(), each.value()));
        transaction.respond(response.withHeaders(headers.build()));
    }

    @Override
    public void onAck(SipRequest ack, Source source) {
        Session session = sessions.get(DialogId.of(ack));
        if (session != null) {
            session.call().queue().run(() -> session.offers().receiveAck(ack));
        }
    }

    @Override
    public void onStrayResponse(SipResponse response, Source source) {
        Session session =
                sessions.get(
                        new DialogId(
                                response.callId(),
                                DialogId.orEmpty(response.from().tag()),
                                DialogId.orEmpty(response.to().tag())));
        if (session != null) {
            session.call().queue().run(() -> session.repeatAck(response));
        }
    }

    void add(Session session) {
        sessions.put(session.dialog().id(), session);
    }

    void remove(Session session) {
        sessions.remove(session.dialog().id(), session);
    }

    /// Where the other side reaches this agent.
    static NameAddress contact(
            SipAgent agent, CallConfig config, Transport transport, String user) {
        SentBy seen = transport == Transport.UDP ? config.seenAs() : null;
        SentBy by = seen == null ? agent.sentBy(transport) : seen;
        SipUri uri = SipUri.of(user, by.host(), by.port());
        return NameAddress.of(
                transport == Transport.UDP
                        ? uri
                        : uri.withParameter(
                                "transport", transport.name().toLowerCase(Locale.ROOT)));
    }
}
