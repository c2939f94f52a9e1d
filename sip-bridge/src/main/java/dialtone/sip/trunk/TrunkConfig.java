package dialtone.sip.trunk;

import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.sip.agent.Transport;
import dialtone.sip.dialog.CallConfig.Reliability;
import dialtone.sip.message.HeaderName;
import dialtone.turn.relay.Cidr;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// One way to another phone network.
///
/// @param host its domain (found by NAPTR, SRV and addresses) or address, with or without a port
/// @param transport null: as its domain says, or UDP
/// @param outboundProxy where everything is sent instead; null: to the host
/// @param username for its challenges; null without one
/// @param password belongs to the username
/// @param register whether we register there, so that it finds us
/// @param registrationLifetime how long a registration is asked to last
/// @param ping how often it is asked with OPTIONS whether it is there; zero: never
/// @param maxCalls of both directions at a time; 0 for any number
/// @param numberFormat how it writes numbers
/// @param callerId whom it is told who calls
/// @param numbers which address calls to a number of ours go to, such as `user:alice`; a number
///     ends with `*` for all that begin so
/// @param acceptFrom more addresses its calls come from, beside those of its name
/// @param headers that its INVITEs have beside their own, by their names
/// @param srtp whether its media is encrypted
/// @param dtmf how it is told of keys
/// @param prack whether provisional responses are acknowledged (RFC 3262)
/// @param sessionTimer after what time without a sign of life a call ends (RFC 4028); zero: never
public record TrunkConfig(
        String host,
        @Nullable Transport transport,
        @Nullable String outboundProxy,
        @Nullable String username,
        @Nullable Secret password,
        boolean register,
        Duration registrationLifetime,
        Duration ping,
        int maxCalls,
        NumberFormat numberFormat,
        CallerIdConfig callerId,
        Map<String, String> numbers,
        List<Cidr> acceptFrom,
        Map<String, String> headers,
        SrtpPolicy srtp,
        DtmfPolicy dtmf,
        Reliability prack,
        Duration sessionTimer) {

    /// The host of a trunk of which nobody has said where it is.
    static final String NOWHERE = "host.invalid";

    private static final Duration SHORTEST_REGISTRATION = Duration.ofSeconds(60);
    private static final Duration LONGEST_REGISTRATION = Duration.ofDays(1);
    private static final Duration SHORTEST_PING = Duration.ofSeconds(5);
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(90);

    /// Headers that SIP itself lives by.
    private static final Set<HeaderName> OWN_HEADERS =
            Set.of(
                    HeaderName.ALLOW,
                    HeaderName.AUTHORIZATION,
                    HeaderName.CALL_ID,
                    HeaderName.CONTACT,
                    HeaderName.CONTENT_ENCODING,
                    HeaderName.CONTENT_LENGTH,
                    HeaderName.CONTENT_TYPE,
                    HeaderName.CSEQ,
                    HeaderName.FROM,
                    HeaderName.MAX_FORWARDS,
                    HeaderName.P_ASSERTED_IDENTITY,
                    HeaderName.PRIVACY,
                    HeaderName.PROXY_AUTHORIZATION,
                    HeaderName.PROXY_REQUIRE,
                    HeaderName.RECORD_ROUTE,
                    HeaderName.REPLACES,
                    HeaderName.REQUIRE,
                    HeaderName.ROUTE,
                    HeaderName.SESSION_EXPIRES,
                    HeaderName.SUPPORTED,
                    HeaderName.TO,
                    HeaderName.VIA);

    public TrunkConfig {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        acceptFrom = List.copyOf(acceptFrom);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Problems problems = new Problems();
        problems.require(
                Host.read(host) != null,
                "host",
                "'" + host + "' is none (expected: such as sip.example.com:5060)");
        problems.require(
                outboundProxy == null || Host.read(outboundProxy) != null,
                "outbound-proxy",
                "'" + outboundProxy + "' is none (expected: such as proxy.example.com)");
        problems.require(
                (username == null) == (password == null),
                username == null ? "username" : "password",
                "is missing: a username and its password belong together");
        problems.require(
                !register || username != null,
                "username",
                "is missing: whom should the trunk register?");
        problems.require(
                isBetween(registrationLifetime, SHORTEST_REGISTRATION, LONGEST_REGISTRATION),
                "registration-lifetime",
                Durations.text(registrationLifetime) + " (expected: 1m to 1d)");
        problems.require(
                ping.isZero() || isBetween(ping, SHORTEST_PING, LONGEST_REGISTRATION),
                "ping",
                Durations.text(ping) + " (expected: 5s or more, or 0s for none)");
        problems.require(maxCalls >= 0, "max-calls", maxCalls + " (expected: 0 or more)");
        problems.require(
                sessionTimer.isZero()
                        || isBetween(sessionTimer, SHORTEST_SESSION, LONGEST_REGISTRATION),
                "session-timer",
                Durations.text(sessionTimer) + " (expected: 90s or more, or 0s for none)");
        InboundNumbers.check(numbers, problems);
        headers.forEach((name, value) -> checkHeader(name, value, problems));
        problems.orThrow();
    }

    private static boolean isBetween(Duration duration, Duration least, Duration most) {
        return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
    }

    private static void checkHeader(String name, String value, Problems problems) {
        String key = "headers." + name;
        try {
            problems.require(
                    !OWN_HEADERS.contains(HeaderName.of(name)),
                    key,
                    "is set for each call and cannot be configured");
        } catch (IllegalArgumentException _) {
            problems.add(key, "is no name of a header");
        }
        problems.require(
                value.chars().allMatch(c -> c >= ' ' && c != 0x7f),
                key,
                "has a line end or another control character in its value");
    }

    /// A trunk whose host is still to be said.
    public static TrunkConfig defaults() {
        return new TrunkConfig(
                NOWHERE,
                null,
                null,
                null,
                null,
                false,
                Duration.ofMinutes(5),
                Duration.ZERO,
                0,
                NumberFormat.E164,
                CallerIdConfig.defaults(),
                Map.of(),
                List.of(),
                Map.of(),
                SrtpPolicy.ALLOW,
                DtmfPolicy.RTP,
                Reliability.SUPPORTED,
                Duration.ofMinutes(30));
    }

    /// Whether somebody has said where it is.
    public boolean hasHost() {
        return !host.equals(NOWHERE);
    }

    /// Where it is.
    Host place() {
        return Objects.requireNonNull(Host.read(host));
    }

    /// Where its requests are sent.
    Host firstHop() {
        return outboundProxy == null ? place() : Objects.requireNonNull(Host.read(outboundProxy));
    }
}
