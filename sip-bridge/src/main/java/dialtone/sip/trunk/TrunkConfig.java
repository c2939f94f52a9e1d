package dialtone.sip.trunk;

import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.sip.agent.Transport;
import dialtone.sip.dialog.CallConfig.Reliability;
import dialtone.turn.relay.Cidr;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One way to another phone network.
///
/// @param host its domain (found by NAPTR, SRV and addresses) or address, with or without a port
/// @param transport null: as its domain says, or UDP
/// @param tls whom it is believed to be over TLS, and whom we are
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
/// @param passHeaders names of those that go through: from a browser into its INVITE, and from an
///     INVITE of the trunk to browsers
/// @param srtp whether its media is encrypted
/// @param dtmf how it is told of keys
/// @param prack whether provisional responses are acknowledged (RFC 3262)
/// @param sessionTimer after what time without a sign of life a call ends (RFC 4028); zero: never
public record TrunkConfig(
        String host,
        @Nullable Transport transport,
        TrunkTlsConfig tls,
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
        List<String> passHeaders,
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

    public TrunkConfig {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        acceptFrom = List.copyOf(acceptFrom);
        passHeaders = List.copyOf(passHeaders);
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
        TrunkHeaders.check(headers, passHeaders, problems);
        problems.orThrow();
    }

    private static boolean isBetween(Duration duration, Duration least, Duration most) {
        return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
    }

    /// A trunk whose host is still to be said.
    public static TrunkConfig defaults() {
        return new TrunkConfig(
                NOWHERE,
                null,
                TrunkTlsConfig.defaults(),
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
                List.of(),
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
