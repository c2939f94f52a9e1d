package dialtone.sip.trunk;

import dialtone.signaling.task.Ids;
import dialtone.sip.agent.SenderPolicy;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Verdict;
import dialtone.sip.digest.DigestServer;
import dialtone.sip.digest.DigestServer.Outcome;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Predicate;

/// Lets trunks send requests, and ourselves; what becomes of others the operator says.
///
/// Threading: for any number of threads.
public final class TrunkSenders implements SenderPolicy {

    private static final Duration NONCE_LIFETIME = Duration.ofMinutes(5);
    private static final int FORBIDDEN = 403;

    private final Trunks trunks;
    private final Predicate<InetAddress> isOwn;
    private final Predicate<SipRequest> isInCall;
    private final UnknownSenders unknown;
    private final DigestServer digest;
    private final Counter unknownRequests;

    /// @param isOwn whether this process sends from there
    /// @param isInCall whether a request belongs to a call there is: carriers send such from other
    ///     servers than the ones they are called at
    public TrunkSenders(
            Trunks trunks,
            Predicate<InetAddress> isOwn,
            Predicate<SipRequest> isInCall,
            UnknownSenders unknown,
            InstantSource clock,
            MeterRegistry registry) {
        this.trunks = trunks;
        this.isOwn = isOwn;
        this.isInCall = isInCall;
        this.unknown = unknown;
        this.digest = new DigestServer("dialtone", clock, NONCE_LIFETIME, trunks::passwordOf);
        this.unknownRequests =
                Counter.builder("dialtone.sip.unknown.sender.requests")
                        .description("Requests that came from no trunk's address")
                        .tag("answer", unknown.name().toLowerCase(Locale.ROOT))
                        .register(registry);
    }

    @Override
    public Verdict judge(SipRequest request, Source source) {
        if (isKnown(source) || isInCall.test(request)) {
            return new Verdict.Accept();
        }
        if (unknown == UnknownSenders.CHALLENGE && request.is(SipRequest.ACK)) {
            // Of a call that was let in: an ACK cannot be asked for a password, and begins nothing.
            return new Verdict.Accept();
        }
        if (unknown == UnknownSenders.CHALLENGE && isAnswerable(request)) {
            Verdict verdict = challenge(request, source);
            if (!(verdict instanceof Verdict.Accept)) {
                unknownRequests.increment();
            }
            return verdict;
        }
        unknownRequests.increment();
        return unknown == UnknownSenders.REJECT && isAnswerable(request)
                ? new Verdict.Answer(
                        SipResponse.to(request, FORBIDDEN, "Not A Known Trunk", Ids.next("")))
                : new Verdict.Drop();
    }

    /// An ACK is never answered, and a CANCEL cannot be challenged (RFC 3261 section 22.1).
    private static boolean isAnswerable(SipRequest request) {
        return !request.is(SipRequest.ACK) && !request.is(SipRequest.CANCEL);
    }

    private Verdict challenge(SipRequest request, Source source) {
        return switch (digest.check(request, source.host())) {
            case Outcome.Accepted _ -> new Verdict.Accept();
            case Outcome.Absent _, Outcome.Refused _ -> challenged(request, source, false);
            case Outcome.Stale _ -> challenged(request, source, true);
        };
    }

    private Verdict challenged(SipRequest request, Source source, boolean isStale) {
        return new Verdict.Answer(digest.challenge(request, source.host(), isStale, Ids.next("")));
    }

    @Override
    public boolean answersMalformed(Source source) {
        return isKnown(source);
    }

    private boolean isKnown(Source source) {
        InetAddress address = source.remote().getAddress();
        return isOwn.test(address) || trunks.isKnown(address);
    }
}
