package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.ChannelBinding;
import dialtone.turn.allocation.Client;
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

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

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
    private final TcpRequests tcp;
    private final TurnMetrics metrics;
    private final SourceLimiter limiter;

    Requests(RelayContext context, Allocations allocations) {
        this.context = context;
        Lifetimes lifetimes = new Lifetimes(context.maxLifetime());
        this.allocate = new AllocateRequest(lifetimes, context.defaultFamily(), allocations);
        this.refresh = new RefreshRequest(lifetimes, allocations);
        this.tcp = new TcpRequests(context.peerConnections());
        this.metrics = context.metrics();
        this.limiter =
                new SourceLimiter(context.unauthorizedRateLimit(), new SecureRandom().nextLong());
    }

    /// What is to be answered.
    sealed interface Result {

        /// Done; the writer has what the answer says.
        ///
        /// @param allocation that the client has from now on; null for none
        record Done(StunWriter answer, @Nullable Allocation allocation) implements Result {}

        record Refused(StunError error, String words) implements Result {}

        /// What is to be answered will be known later, and is answered then.
        record Later() implements Result {}
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
        return switch (context.authenticator().judge(message, client.remote())) {
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
        StunError error = null;
        StunWriter answer;
        if (defect != null) {
            error = StunError.BAD_REQUEST;
            answer = StunWriter.error(request, error, defect);
        } else if (!request.unknownAttributes().isEmpty()) {
            error = StunError.UNKNOWN_ATTRIBUTE;
            answer = unknownAttributes(request);
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
            answer.challenge(realm, context.authenticator().nonce(client.remote()));
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
        return limiter.take(stranger.high(), stranger.low(), nowNanos);
    }

    private @Nullable Allocation answer(
            StunMessage request,
            Method method,
            Client client,
            @Nullable Allocation allocation,
            Known user,
            long nowNanos) {
        Result result =
                request.unknownAttributes().isEmpty()
                        ? perform(request, method, client, allocation, user, nowNanos)
                        : new Result.Refused(
                                StunError.UNKNOWN_ATTRIBUTE, StunError.UNKNOWN_ATTRIBUTE.phrase());
        return answer(request, method, client, allocation, user, result);
    }

    private @Nullable Allocation answer(
            StunMessage request,
            Method method,
            Client client,
            @Nullable Allocation allocation,
            Known user,
            Result result) {
        return switch (result) {
            case Result.Later() -> allocation;
            case Result.Done(var answer, var now) -> {
                metrics.answered(method, null);
                send(request, client, answer, user);
                yield now;
            }
            case Result.Refused(var error, var words) -> {
                metrics.answered(method, error);
                LOG.debug("event=turn_refused method={} code={}", method.label(), error.code());
                send(
                        request,
                        client,
                        error == StunError.UNKNOWN_ATTRIBUTE
                                ? unknownAttributes(request)
                                : StunWriter.error(request, error, words),
                        user);
                yield allocation;
            }
        };
    }

    private void send(StunMessage request, Client client, StunWriter answer, Known user) {
        client.answer(
                answer.software(context.software()).end(user.key(), request.hasFingerprint()));
    }

    private static StunWriter unknownAttributes(StunMessage request) {
        StunError error = StunError.UNKNOWN_ATTRIBUTE;
        return StunWriter.error(request, error, error.phrase())
                .unknownAttributes(request.unknownAttributes());
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
        if (allocation == null) {
            return new Result.Refused(
                    StunError.ALLOCATION_MISMATCH, "You have no allocation: make one first.");
        }
        if (!allocation.username().equals(user.username())) {
            return new Result.Refused(
                    StunError.WRONG_CREDENTIALS, "The allocation was made with another username.");
        }
        return switch (method) {
            case REFRESH -> refresh.perform(request, allocation, nowNanos);
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
        if (refused == null && isOwnService(peer)) {
            refused = forbidden(Denial.OWN);
        }
        return refused != null
                ? refused
                : tcp.connect(
                        request,
                        allocation,
                        peer,
                        result ->
                                answer(request, Method.CONNECT, client, allocation, user, result));
    }

    private Result.@Nullable Refused checkPeer(PeerAddress peer, Allocation allocation) {
        if (allocation.address(peer.family()) == null) {
            return new Result.Refused(
                    StunError.PEER_ADDRESS_FAMILY_MISMATCH,
                    "The allocation has no relayed address of the peer's family.");
        }
        Denial denial = context.policy().check(peer.address());
        return denial == null ? null : forbidden(denial);
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
