package dialtone.media.ice;

import dialtone.media.ice.IceMetrics.Result;
import dialtone.turn.auth.SourceLimiter;
import dialtone.turn.protocol.Integrity;
import dialtone.turn.protocol.IntegrityAlgorithm;
import dialtone.turn.protocol.MessageClass;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;
import dialtone.udp.Remote;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The agents of all calls on one port, found by the user name fragment that a check names.
///
/// Threading: for the port's thread.
public final class IceAgents {

    /// Refusals a second to one source that has proven nothing.
    private static final int REFUSALS_PER_SECOND = 10;

    private final Map<String, IceAgent> agents = new HashMap<>();
    private final EarlyChecks early = new EarlyChecks();
    private final SourceLimiter limiter;
    private final IceMetrics metrics;

    /// @param salt random, as [SourceLimiter] wants it
    public IceAgents(MeterRegistry registry, long salt) {
        metrics = new IceMetrics(registry);
        limiter = new SourceLimiter(salt);
    }

    /// Adds an agent for a call. One whose fragment is in use already is never found.
    public IceAgent open(IceCredentials credentials, IceAgent.Events events) {
        IceAgent agent = new IceAgent(credentials, events);
        agents.putIfAbsent(credentials.ufrag(), agent);
        return agent;
    }

    /// Gives somebody the checks for an agent that came before it, to be answered now.
    public void early(IceAgent agent, long nowNanos, BiConsumer<byte[], Remote> to) {
        agent.ufrags().forEach(ufrag -> early.take(ufrag, nowNanos, to));
    }

    /// Gives a call's agent new credentials; those it had count until a pair of the new ones is
    /// nominated.
    public void restart(IceAgent agent, IceCredentials credentials) {
        List<String> before = agent.ufrags();
        agent.restart(credentials);
        agents.put(credentials.ufrag(), agent);
        forgetUnused(agent, before);
    }

    private void forgetUnused(IceAgent agent, List<String> before) {
        for (String ufrag : before) {
            if (agent.credentials(ufrag) == null) {
                agents.remove(ufrag, agent);
            }
        }
    }

    public void close(IceAgent agent) {
        agent.ufrags().forEach(ufrag -> agents.remove(ufrag, agent));
        agent.close();
    }

    /// How many fragments are in use.
    int ufrags() {
        return agents.size();
    }

    /// Takes a message that may be a check.
    ///
    /// @param buffer holds it from its beginning
    /// @return the answer; null when there is none
    public byte @Nullable [] answer(byte[] buffer, int length, Remote from, long nowNanos) {
        StunMessage request = StunMessage.read(buffer, length);
        if (request == null
                || request.messageClass() != MessageClass.REQUEST
                || request.method() != Method.BINDING
                || !request.hasFingerprint()) {
            metrics.count(Result.NOT_A_CHECK);
            return null;
        }
        String username = request.username();
        if (isBad(request) || username == null) {
            return refuse(request, StunError.BAD_REQUEST, Result.BAD_REQUEST, from, nowNanos);
        }
        String ufrag = username.substring(0, Math.max(0, username.indexOf(':')));
        IceAgent agent = agents.get(ufrag);
        if (agent == null && EarlyChecks.mayBe(ufrag)) {
            metrics.count(Result.EARLY);
            early.keep(ufrag, buffer, length, from, nowNanos);
            return null;
        }
        IceCredentials credentials = agent == null ? null : agent.credentials(ufrag);
        if (agent == null || credentials == null || !request.isMadeWith(credentials.integrity())) {
            return refuse(request, StunError.UNAUTHORIZED, Result.UNAUTHORIZED, from, nowNanos);
        }
        return answer(request, agent, credentials, from, nowNanos);
    }

    private static boolean isBad(StunMessage request) {
        return request.defect() != null
                || request.ice().defect() != null
                || request.integrity() == null;
    }

    /// Answers a check that is vouched for (RFC 8445 section 7.3).
    private byte[] answer(
            StunMessage request,
            IceAgent agent,
            IceCredentials credentials,
            Remote from,
            long nowNanos) {
        IntegrityAlgorithm algorithm = request.integrity();
        Integrity key = credentials.integrity();
        if (algorithm != null) {
            key = key.answering(algorithm);
        }
        List<Character> unknown = request.unknownBesidesIce();
        if (!unknown.isEmpty()) {
            metrics.count(Result.UNKNOWN_ATTRIBUTE);
            return error(request, StunError.UNKNOWN_ATTRIBUTE)
                    .unknownAttributes(unknown)
                    .end(key, true);
        }
        if (request.ice().isFromControlled()) {
            metrics.count(Result.ROLE_CONFLICT);
            return error(request, StunError.ROLE_CONFLICT).end(key, true);
        }
        List<String> before = agent.ufrags();
        if (!agent.checked(credentials, from, request.ice().usesCandidate(), nowNanos)) {
            metrics.count(Result.ADDRESS_TAKEN);
            return error(request, StunError.FORBIDDEN).end(key, true);
        }
        forgetUnused(agent, before);
        metrics.count(Result.SUCCESS);
        return StunWriter.success(request).mappedAddress(from.socketAddress()).end(key, true);
    }

    private byte @Nullable [] refuse(
            StunMessage request, StunError error, Result result, Remote from, long nowNanos) {
        if (!limiter.take(from.high(), from.low(), REFUSALS_PER_SECOND, nowNanos)) {
            metrics.count(Result.RATE_LIMITED);
            return null;
        }
        metrics.count(result);
        return error(request, error).end(null, true);
    }

    private static StunWriter error(StunMessage request, StunError error) {
        return StunWriter.error(request, error, error.phrase());
    }
}
