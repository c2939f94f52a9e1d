package dialtone.sip.trunk;

import dialtone.signaling.task.Ids;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

/// The requests of one registration: one Call-ID, and counted (RFC 3261 section 10.2).
///
/// Threading: for one thread at a time.
final class RegisterRequests {

    private static final String EXPIRES = "expires";

    private final SipAgent agent;
    private final TrunkConfig config;
    private final String username;
    private final String callId = Ids.next("");
    private final String tag = Ids.next("");
    private long cSeq;
    private @Nullable SentBy seenAs;
    private @Nullable NameAddress outdated;

    RegisterRequests(SipAgent agent, TrunkConfig config, String username) {
        this.agent = agent;
        this.config = config;
        this.username = username;
    }

    /// Asks to be registered for so long; 0 ends the registration.
    SipRequest register(Target target, long seconds) {
        String domain = config.callerId().domain();
        Host place = config.place();
        NameAddress self =
                NameAddress.of(SipUri.of(username, domain == null ? place.name() : domain, 0));
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .add(HeaderName.FROM, self.withTag(tag))
                        .add(HeaderName.TO, self)
                        .add(HeaderName.CALL_ID, callId)
                        .add(HeaderName.CSEQ, number())
                        .add(HeaderName.CONTACT, contact(target).with(EXPIRES, seconds + ""))
                        .add(HeaderName.EXPIRES, seconds)
                        .add(HeaderName.USER_AGENT, "Dialtone");
        NameAddress old = outdated;
        if (old != null && seconds > 0) {
            headers.add(HeaderName.CONTACT, old.with(EXPIRES, "0"));
        }
        SipUri registrar = SipUri.of("", place.name(), place.port());
        return new SipRequest(SipRequest.REGISTER, registrar, headers.build(), Body.EMPTY);
    }

    private String number() {
        cSeq++;
        return cSeq + " " + SipRequest.REGISTER;
    }

    /// The same request as a new one, as after a challenge.
    SipRequest renumbered(SipRequest request) {
        return request.withHeaders(
                request.headers().toBuilder().set(HeaderName.CSEQ, number()).build());
    }

    /// Where we say to be found.
    private NameAddress contact(Target target) {
        SentBy self = agent.sentBy(target.transport());
        SentBy seen = seenAs;
        if (seen != null && target.transport() == Transport.UDP) {
            self = seen;
        }
        SipUri uri = SipUri.of(username, self.host(), self.port());
        return NameAddress.of(
                target.transport() == Transport.UDP
                        ? uri
                        : uri.withParameter("transport", target.transport().parameter()));
    }

    /// Takes from an answer as whom the other side sees us (RFC 3581), which a NAT makes another
    /// one than we say; the next request says so.
    ///
    /// @return as whom, when that is new; else null
    @Nullable SentBy learn(SipResponse response, Target target) {
        if (target.transport() != Transport.UDP) {
            return null;
        }
        SentBy said = seenAs == null ? agent.sentBy(target.transport()) : seenAs;
        SentBy seen = SeenAddress.in(response);
        if (seen.equals(said)) {
            return null;
        }
        outdated = contact(target);
        seenAs = seen;
        return seen;
    }

    /// The other registration is gone.
    void forgetOutdated() {
        outdated = null;
    }

    /// How long we are registered, as this 200 says.
    ///
    /// @param asked when it does not say it
    long expires(SipResponse response, Target target, long asked) {
        SipUri own = (SipUri) contact(target).uri();
        for (NameAddress contact : response.contacts()) {
            String seconds = contact.parameters().get(EXPIRES);
            if (contact.uri() instanceof SipUri uri
                    && uri.host().equalsIgnoreCase(own.host())
                    && uri.port() == own.port()
                    && uri.user().equals(own.user())
                    && seconds != null
                    && seconds.matches("[0-9]{1,9}")) {
                return Long.parseLong(seconds);
            }
        }
        Long inHeader = response.expires();
        return inHeader == null ? asked : inHeader;
    }
}
