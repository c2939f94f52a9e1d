package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.ChannelBinding;
import dialtone.turn.allocation.Client;
import dialtone.turn.auth.AccessToken;
import dialtone.turn.auth.Authenticator.Outcome;
import dialtone.turn.auth.Authenticator.Outcome.Known;
import dialtone.turn.auth.SourceLimiter;
import dialtone.turn.protocol.MessageClass;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.relay.AddressPolicy.Denial;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/// Does what STUN requests ask: everything but the packets.
///
/// A request is first checked for its shape, then authenticated, then for attributes that must be
/// understood, in the order of RFC 8489 sections 6.3 and 9.2.4; only then is it looked at.
///
/// Threading: for the shard's thread.
final class Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private static final Set<Method> INDICATIONS =
            Set.of(Method.SEND, Method.DATA, Method.CONNECTION_ATTEMPT);

    private final RelayContext context;
    private final AllocateRequest allocate;
    private final RefreshRequest refresh;
    private final Mobility mobility;
    private final TcpRequests tcp;
    private final TurnMetrics metrics;
    private final SourceLimiter limiter;
    private @Nullable Discovery discovery;

    /// Requests to one shard.
    ///
    /// @param shard runs tasks on its thread
    Requests(RelayContext context, Allocations allocations, Executor shard) {
        this.context = context;
        Lifetimes lifetimes = new Lifetimes(context.operation());
        this.refresh = new RefreshRequest(lifetimes, allocations);
        this.mobility = new Mobility(context, allocations, refresh, shard);
        this.allocate =
                new AllocateRequest(
                        context.operation(),
                        lifetimes,
                        context.defaultFamily(),
                        allocations,
                        mobility);
        this.tcp = new TcpRequests(context.peerConnections());
        this.metrics = context.metrics();
        this.limiter = new SourceLimiter(new SecureRandom().nextLong());
    }

    /// Offers NAT behaviour discovery.
    void offer(Discovery offered) {
        discovery = offered;
    }

    /// What is to be answered.
    sealed interface Result {

        /// Done; the writer has what the answer says.
        ///
        /// @param allocation that the client has from now on; null for none
        record Done(StunWriter answer, @Nullable Allocation allocation) implements Result {}

        record Refused(StunError error, String words) implements Result {}

        /// What is to be answered will be known later, and is delivered then.
        record Later() implements Result {}

        /// Another server should be asked (RFC 8489 section 10).
        record Elsewhere(InetSocketAddress server) implements Result {}
    }

    /// Handles one message.
    ///
    /// @param allocation the client's; null when it has none
    /// @return the client's allocation from now on
    @Nullable Allocation handle(
            byte[] bytes, Client client, @Nullable Allocation allocation, long nowNanos) {
        StunMessage message = StunMessage.read(bytes, bytes.length);
        if (message == null) {
            metrics.dropped(Dropped.MALFORMED);
            return allocation;
        }
        Method method = message.method();
        if (message.messageClass() != MessageClass.REQUEST || method == null) {
            if (method == Method.SEND) {
                metrics.dropped(Dropped.NO_ALLOCATION);
            }
            return allocation;
        }
        if (message.defect() != null || method == Method.BINDING) {
            answerStranger(message, method, client, nowNanos);
            return allocation;
        }
        AccessToken held = allocation == null ? null : allocation.token();
        return switch (context.authenticator().judge(message, client.remote(), held)) {
            case Outcome.Refused refused -> {
                refuse(message, method, client, refused, nowNanos);
                yield allocation;
            }
            case Known user -> answer(message, method, client, allocation, user, nowNanos);
        };
    }

    /// Binding (RFC 8489 section 3), and requests that cannot be read: nobody has to say who he is
    /// for these, so no more than the limit is answered.
    private void answerStranger(StunMessage request, Method method, Client client, long nowNanos) {
        if (!mayAnswerStranger(client, nowNanos)) {
            return;
        }
        String defect = request.defect();
        if (defect == null
                && client instanceof UdpClient udp
                && discovery != null
                && discovery.isAt(udp.socket())) {
            discovery.answer(request, udp, metrics);
            return;
        }
        StunError error = null;
        StunWriter answer;
        if (defect != null) {
            error = StunError.BAD_REQUEST;
            answer = StunWriter.error(request, error, defect);
        } else if (!request.unknownAttributes().isEmpty()) {
            error = StunError.UNKNOWN_ATTRIBUTE;
            answer = unknownAttributes(request, request.unknownAttributes());
        } else {
            answer = StunWriter.success(request).mappedAddress(client.remote().socketAddress());
        }
        metrics.answered(method, error);
        client.answer(answer.end(null, request.hasFingerprint()));
    }

    private void refuse(
            StunMessage request,
            Method method,
            Client client,
            Outcome.Refused refused,
            long nowNanos) {
        metrics.authenticationFailed(refused.reason());
        if (!mayAnswerStranger(client, nowNanos)) {
            return;
        }
        StunWriter answer = StunWriter.error(request, refused.error(), refused.words());
        if (refused.isChallenge()) {
            String realm = context.authenticator().realm();
            answer.challenge(realm, context.authenticator().nonce(client.remote()))
                    .thirdPartyAuthorization(context.authenticator().serverName());
        }
        metrics.answered(method, refused.error());
        client.answer(answer.end(null, request.hasFingerprint()));
    }

    private boolean mayAnswerStranger(Client client, long nowNanos) {
        boolean may = mayAnswerStranger(client.remote(), nowNanos);
        if (!may) {
            metrics.dropped(Dropped.RATE_LIMITED);
            client.unanswered();
        }
        return may;
    }

    /// Whether a source that has shown no credential gets another answer.
    boolean mayAnswerStranger(Remote stranger, long nowNanos) {
        int perSecond = context.operation().limits().unauthorizedRateLimit();
        return limiter.take(stranger.high(), stranger.low(), perSecond, nowNanos);
    }

    private @Nullable Allocation answer(
            StunMessage request,
            Method method,
            Client client,
            @Nullable Allocation allocation,
            Known user,
            long nowNanos) {
        Result result =
                unknown(request, user).isEmpty()
                        ? perform(request, method, client, allocation, user, nowNanos)
                        : new Result.Refused(
                                StunError.UNKNOWN_ATTRIBUTE, StunError.UNKNOWN_ATTRIBUTE.phrase());
        deliver(request, method, client, user, result);
        return result instanceof Result.Done(_, var now) ? now : allocation;
    }

    private void deliver(
            StunMessage request, Method method, Client client, Known user, Result result) {
        switch (result) {
            case Result.Done(var answer, var allocation) -> {
                if (allocation != null && user.grant() != null) {
                    allocation.grantedBy(user.grant().token());
                }
                metrics.answered(method, null);
                send(request, client, answer, user);
            }
            case Result.Elsewhere(var server) -> {
                StunError error = StunError.TRY_ALTERNATE;
                metrics.answered(method, error);
                String words = "This server takes no new allocations; ask the other one.";
                StunWriter answer = StunWriter.error(request, error, words);
                send(request, client, answer.alternateServer(server), user);
            }
            case Result.Refused(var error, var words) -> {
                metrics.answered(method, error);
                LOG.debug("event=turn_refused method={} code={}", method.label(), error.code());
                send(
                        request,
                        client,
                        error == StunError.UNKNOWN_ATTRIBUTE
                                ? unknownAttributes(request, unknown(request, user))
                                : StunWriter.error(request, error, words),
                        user);
            }
            case Result.Later _ -> {}
        }
    }

    private static List<Character> unknown(StunMessage request, Known user) {
        return user.grant() == null ? request.unknownAttributes() : request.unknownBesidesToken();
    }

    private void send(StunMessage request, Client client, StunWriter answer, Known user) {
        client.answer(
                answer.software(context.software()).end(user.key(), request.hasFingerprint()));
    }

    static StunWriter unknownAttributes(StunMessage request, List<Character> types) {
        StunError error = StunError.UNKNOWN_ATTRIBUTE;
        return StunWriter.error(request, error, error.phrase()).unknownAttributes(types);
    }

    private Result perform(
            StunMessage request,
            Method method,
            Client client,
            @Nullable Allocation allocation,
            Known user,
            long nowNanos) {
        if (method == Method.ALLOCATE) {
            return allocate.perform(request, client, allocation, user, nowNanos);
        }
        if (method == Method.CONNECTION_BIND) {
            return tcp.bind(request, client, allocation, user);
        }
        if (INDICATIONS.contains(method)) {
            return badRequest("Send, Data and ConnectionAttempt are indications, not requests.");
        }
        byte[] ticket = method == Method.REFRESH ? request.mobilityTicket() : null;
        if (allocation == null && ticket != null) {
            return mobility.move(
                    request,
                    ticket,
                    client,
                    user,
                    nowNanos,
                    result -> deliver(request, method, client, user, result));
        }
        if (allocation == null) {
            return new Result.Refused(
                    StunError.ALLOCATION_MISMATCH, "You have no allocation: make one first.");
        }
        // The username of a token is its key's, which an authorization server changes.
        boolean isByToken = user.grant() != null;
        if (isByToken != (allocation.token() != null)
                || (!isByToken && !allocation.username().equals(user.username()))) {
            return new Result.Refused(
                    StunError.WRONG_CREDENTIALS, "The allocation was made with another username.");
        }
        return switch (method) {
            case REFRESH ->
                    ticket == null
                            ? refresh.perform(request, allocation, user, nowNanos)
                            : mobility.renew(request, ticket, allocation, user, nowNanos);
            case CREATE_PERMISSION -> createPermission(request, allocation, nowNanos);
            case CHANNEL_BIND -> channelBind(request, allocation, nowNanos);
            case CONNECT -> connect(request, client, allocation, user);
            case BINDING, ALLOCATE, SEND, DATA, CONNECTION_BIND, CONNECTION_ATTEMPT ->
                    throw new IllegalStateException(method + " was handled before");
        };
    }

    /// RFC 8656 section 10.2: all the peers or none of them.
    private Result createPermission(StunMessage request, Allocation allocation, long nowNanos) {
        List<PeerAddress> peers = request.peers();
        if (peers.isEmpty()) {
            return badRequest("XOR-PEER-ADDRESS is missing.");
        }
        for (PeerAddress peer : peers) {
            Result.Refused refused = checkPeer(peer, allocation);
            if (refused != null) {
                return refused;
            }
        }
        if (!allocation.permit(peers, nowNanos)) {
            return full();
        }
        return new Result.Done(StunWriter.success(request), allocation);
    }

    /// RFC 8656 section 12.2.
    private Result channelBind(StunMessage request, Allocation allocation, long nowNanos) {
        Integer channel = request.channelNumber();
        if (channel == null || request.peers().isEmpty()) {
            return badRequest("CHANNEL-NUMBER and XOR-PEER-ADDRESS are needed.");
        }
        if (channel < ChannelBinding.FIRST_NUMBER || channel > ChannelBinding.LAST_NUMBER) {
            return badRequest("A channel's number is 0x4000 to 0x7FFF.");
        }
        if (allocation.isTcp()) {
            return badRequest("An allocation that relays connections has no channels.");
        }
        PeerAddress peer = request.peers().getFirst();
        Result.Refused refused = checkPeer(peer, allocation);
        if (refused == null && isOwnService(peer)) {
            refused = forbidden(Denial.OWN);
        }
        if (refused != null) {
            return refused;
        }
        return switch (allocation.bind(channel, peer, nowNanos)) {
            case DONE -> new Result.Done(StunWriter.success(request), allocation);
            case CONFLICT -> badRequest("The channel or the peer is bound otherwise.");
            case FULL -> full();
        };
    }

    /// RFC 6062 section 5.2.
    private Result connect(StunMessage request, Client client, Allocation allocation, Known user) {
        if (request.peers().isEmpty()) {
            return badRequest("XOR-PEER-ADDRESS is missing.");
        }
        PeerAddress peer = request.peers().getFirst();
        Result.Refused refused = checkPeer(peer, allocation);
        if (refused == null && isOwnConnection(peer)) {
            refused = forbidden(Denial.OWN);
        }
        return refused != null
                ? refused
                : tcp.connect(
                        request,
                        allocation,
                        peer,
                        result -> deliver(request, Method.CONNECT, client, user, result));
    }

    private Result.@Nullable Refused checkPeer(PeerAddress peer, Allocation allocation) {
        if (allocation.address(peer.family()) == null) {
            return new Result.Refused(
                    StunError.PEER_ADDRESS_FAMILY_MISMATCH,
                    "The allocation has no relayed address of the peer's family.");
        }
        Denial denial = context.policy().check(peer.address());
        return denial == null || isServed(peer, denial, allocation) ? null : forbidden(denial);
    }

    /// Whether a service of this process is there, which clients are meant to reach: what they send
    /// goes to its port only. The operator's own denials count nevertheless.
    private boolean isServed(PeerAddress peer, Denial denial, Allocation allocation) {
        Remote to = peer.remote();
        return denial != Denial.CONFIGURED
                && !allocation.isTcp()
                && context.ownAddresses().isServing(to.high(), to.low());
    }

    private boolean isOwnConnection(PeerAddress peer) {
        Remote to = peer.remote();
        return context.ownAddresses().forbidConnection(to.high(), to.low(), to.port());
    }

    /// A permission is for all ports of an address, but a channel for one.
    private boolean isOwnService(PeerAddress peer) {
        Remote to = peer.remote();
        return context.ownAddresses().forbid(to.high(), to.low(), to.port());
    }

    private Result.Refused forbidden(Denial denial) {
        metrics.denied(denial);
        LOG.info("event=peer_denied reason={}", denial.label());
        return new Result.Refused(
                StunError.FORBIDDEN, "This peer is not allowed (" + denial.label() + ").");
    }

    private static Result badRequest(String words) {
        return new Result.Refused(StunError.BAD_REQUEST, words);
    }

    private static Result full() {
        return new Result.Refused(
                StunError.INSUFFICIENT_CAPACITY, "The allocation has as many as it may have.");
    }
}
