package dialtone.sip.dialog;

import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.ValueAndParameters;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// What all calls share, and what they say of themselves.
record Core(
        SipAgent agent,
        Routes routes,
        Timers timers,
        CallConfig config,
        RandomGenerator random,
        CallRegistry registry) {

    static final String SDP = "application/sdp";
    static final String RELIABLE = "100rel";
    static final String TIMER = "timer";
    static final String REPLACES = "replaces";

    private static final List<String> METHODS =
            List.of(
                    SipRequest.INVITE,
                    SipRequest.ACK,
                    SipRequest.CANCEL,
                    SipRequest.BYE,
                    SipRequest.OPTIONS,
                    SipRequest.PRACK,
                    SipRequest.UPDATE,
                    SipRequest.INFO,
                    SipRequest.REFER,
                    SipRequest.NOTIFY);

    /// A response that says who answers and, to what sets a session up, what it can and where it
    /// is.
    SipResponse response(
            SipRequest request,
            int status,
            String reason,
            @Nullable String tag,
            @Nullable NameAddress contact,
            CallConfig of) {
        SipResponse response = SipResponse.to(request, status, reason, tag);
        Headers.Builder headers =
                response.headers().toBuilder().add(HeaderName.SERVER, config.userAgent());
        if (contact != null) {
            headers.add(HeaderName.CONTACT, contact);
            addCapabilities(headers, of);
        }
        return response.withHeaders(headers.build());
    }

    /// Says what can be done here.
    ///
    /// @param of the call whose capabilities are told
    static void addCapabilities(Headers.Builder headers, CallConfig of) {
        addAllow(headers);
        headers.add(HeaderName.SUPPORTED, String.join(", ", extensions(of)));
    }

    static void addAllow(Headers.Builder headers) {
        headers.add(HeaderName.ALLOW, String.join(", ", METHODS));
    }

    static boolean isKnown(String method) {
        return METHODS.contains(method);
    }

    private static List<String> extensions(CallConfig of) {
        return of.reliability() == CallConfig.Reliability.OFF
                ? List.of(TIMER, REPLACES)
                : List.of(RELIABLE, TIMER, REPLACES);
    }

    /// What a request insists on and nobody here knows.
    static List<String> unknown(List<String> required) {
        return required.stream()
                .filter(
                        each ->
                                !List.of(RELIABLE, TIMER, REPLACES)
                                        .contains(each.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /// The session description a message carries, or null.
    static @Nullable String sdp(SipMessage message) {
        ValueAndParameters type = message.contentType();
        return type != null && type.is(SDP) && !message.body().isEmpty()
                ? message.body().text()
                : null;
    }

    /// A time by lot, in steps of 10 ms, the limits included.
    Duration lot(int fromMillis, int toMillis) {
        int steps = (toMillis - fromMillis) / 10;
        return Duration.ofMillis(fromMillis + 10L * random.nextInt(steps + 1));
    }
}
