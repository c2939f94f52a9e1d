package dialtone.sip.trunk;

import dialtone.config.Problems;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The headers that go through between browsers and one trunk: those that its operator lists, and
/// no other.
///
/// Threading: for any thread.
final class TrunkHeaders {

    private static final int MOST = 16;

    /// As clients are told them at most; and what they send is shorter too.
    private static final int MAX_CHARACTERS = 512;

    /// Headers that SIP itself lives by, and that are set for each call.
    private static final Set<String> OWN =
            keys(
                    "Allow",
                    "Authorization",
                    "Call-ID",
                    "Contact",
                    "Content-Encoding",
                    "Content-Length",
                    "Content-Type",
                    "CSeq",
                    "From",
                    "Max-Forwards",
                    "P-Asserted-Identity",
                    "Privacy",
                    "Proxy-Authorization",
                    "Proxy-Require",
                    "Record-Route",
                    "Replaces",
                    "Require",
                    "Route",
                    "Session-Expires",
                    "Supported",
                    "To",
                    "Via");

    /// More of them, which nobody but user agents and the network may say: it believes some.
    private static final Set<String> OF_THE_NETWORK =
            keys(
                    "Accept",
                    "Accept-Contact",
                    "Accept-Encoding",
                    "Accept-Language",
                    "Allow-Events",
                    "Authentication-Info",
                    "Content-Disposition",
                    "Content-Language",
                    "Date",
                    "Diversion",
                    "Event",
                    "Expires",
                    "History-Info",
                    "Identity",
                    "In-Reply-To",
                    "Join",
                    "Max-Breadth",
                    "MIME-Version",
                    "Min-Expires",
                    "Min-SE",
                    "P-Asserted-Service",
                    "P-Charging-Vector",
                    "P-Preferred-Identity",
                    "P-Preferred-Service",
                    "Path",
                    "Proxy-Authenticate",
                    "RAck",
                    "Reason",
                    "Refer-To",
                    "Referred-By",
                    "Reject-Contact",
                    "Remote-Party-ID",
                    "Request-Disposition",
                    "Retry-After",
                    "RSeq",
                    "Security-Client",
                    "Security-Server",
                    "Security-Verify",
                    "Server",
                    "Service-Route",
                    "SIP-ETag",
                    "SIP-If-Match",
                    "Subscription-State",
                    "Target-Dialog",
                    "Timestamp",
                    "Unsupported",
                    "User-Agent",
                    "Warning",
                    "WWW-Authenticate");

    private final List<String> names;
    private final Map<String, HeaderName> byKey = new LinkedHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /// @param names of those that go through, checked
    TrunkHeaders(List<String> names) {
        this.names = List.copyOf(names);
        names.forEach(name -> byKey.put(key(name), HeaderName.of(name)));
    }

    private static Set<String> keys(String... names) {
        return Stream.of(names).map(TrunkHeaders::key).collect(Collectors.toUnmodifiableSet());
    }

    /// One for each header, however it is spelled, in full or short.
    private static String key(String name) {
        return HeaderName.of(name).text().toLowerCase(Locale.ROOT);
    }

    /// Looks for what nobody may configure.
    ///
    /// @param fixed that each INVITE has, by their names
    /// @param passed names of those that go through
    static void check(Map<String, String> fixed, List<String> passed, Problems problems) {
        fixed.forEach((name, value) -> checkFixed(name, value, problems));
        problems.require(
                passed.size() <= MOST,
                "pass-headers",
                passed.size() + " of them (expected: " + MOST + " at most)");
        Set<String> known =
                fixed.keySet().stream()
                        .filter(TrunkHeaders::isName)
                        .map(TrunkHeaders::key)
                        .collect(Collectors.toSet());
        for (String name : passed) {
            if (!isName(name)) {
                problems.add("pass-headers", "'" + name + "' is no name of a header");
            } else if (OWN.contains(key(name)) || OF_THE_NETWORK.contains(key(name))) {
                problems.add(
                        "pass-headers",
                        "'" + name + "' belongs to SIP itself, and is not for browsers to say");
            } else if (!known.add(key(name))) {
                problems.add("pass-headers", "'" + name + "' is there twice, or among headers");
            }
        }
    }

    private static void checkFixed(String name, String value, Problems problems) {
        String key = "headers." + name;
        if (!isName(name)) {
            problems.add(key, "is no name of a header");
        } else {
            problems.require(
                    !OWN.contains(key(name)), key, "is set for each call and cannot be configured");
        }
        problems.require(
                value.chars().allMatch(c -> c >= ' ' && c != 0x7f),
                key,
                "has a line end or another control character in its value");
    }

    private static boolean isName(String text) {
        try {
            return !HeaderName.of(text).text().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Those of a browser's headers that an INVITE gets, in their order.
    ///
    /// @param wished whose values were checked: no line ends
    List<Header> outgoing(Map<String, String> wished) {
        List<Header> headers = new ArrayList<>();
        wished.forEach(
                (name, value) -> {
                    HeaderName known = isName(name) ? byKey.get(key(name)) : null;
                    if (known == null || !isSendable(value)) {
                        dropped.incrementAndGet();
                    } else {
                        headers.add(new Header(known, value.strip()));
                    }
                });
        return headers;
    }

    private static boolean isSendable(String value) {
        return !value.isBlank()
                && value.length() <= MAX_CHARACTERS
                && value.chars().noneMatch(c -> c < ' ' || c == 0x7f)
                && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /// Those of an INVITE that browsers are told, by their names as the operator writes them. One
    /// that is there several times is a list, with commas.
    Map<String, String> incoming(SipRequest invite) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : names) {
            List<String> values = invite.headers().values(HeaderName.of(name));
            String value = String.join(", ", values).strip();
            if (values.isEmpty()) {
                continue;
            }
            if (isSendable(value)) {
                headers.put(name, value);
            } else {
                dropped.incrementAndGet();
            }
        }
        return headers;
    }

    /// How many headers were left out, of both directions.
    long dropped() {
        return dropped.get();
    }
}
