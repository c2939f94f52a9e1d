package dialtone.signaling.ticket;

import dialtone.signaling.message.ErrorCode;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Reads the claims of a ticket whose signature is good, and notes everything wrong with them, so
/// that its maker hears all of it at once.
///
/// Threading: for one thread and one ticket.
final class Claims {

    /// In seconds since 1970 the year 5138; in milliseconds March 1973. Larger numbers were never
    /// meant as seconds.
    private static final double MAX_SECONDS = 100_000_000_000.0;

    private final JsonNode claims;
    private final List<String> problems = new ArrayList<>();

    Claims(JsonNode claims) {
        this.claims = claims;
    }

    Verdict judge(Instant now, Duration skew) {
        String user = required(string("sub"), "sub");
        Instant expiresAt = required(time("exp"), "exp");
        Instant notBefore = time("nbf");
        String name = string("name");
        List<String> rooms = strings("rooms");
        List<String> dial = strings("dial");
        List<String> countries = isAbsent("countries") ? null : strings("countries");
        List<String> presence = strings("presence");
        List<String> message = strings("message");
        Long maxDuration = whole("maxDuration", "a whole number of seconds");
        Long maxCalls = whole("maxCalls", "a whole number");
        BigDecimal spend = amount("spend");
        String id = string("jti");
        HolderKey key = holderKey();
        checkAudience();
        if (user == null || expiresAt == null || !problems.isEmpty()) {
            return malformed();
        }
        Ticket ticket;
        try {
            DialLimits limits =
                    new DialLimits(
                            countries,
                            maxDuration == null ? null : Duration.ofSeconds(maxDuration),
                            maxCalls == null ? null : Math.clamp(maxCalls, -1, Integer.MAX_VALUE),
                            spend,
                            id);
            Contacts contacts = new Contacts(presence, message);
            ticket = new Ticket(user, name, rooms, dial, expiresAt, limits, contacts, key);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return malformed();
        }
        if (now.isAfter(expiresAt.plus(skew))) {
            return new Verdict.Refused(
                    ErrorCode.TICKET_EXPIRED,
                    "The ticket expired at %s, %s ago; mint a new one."
                            .formatted(expiresAt, Times.inWords(Duration.between(expiresAt, now))));
        }
        if (notBefore != null && now.isBefore(notBefore.minus(skew))) {
            return new Verdict.Refused(
                    ErrorCode.TICKET_NOT_YET_VALID,
                    "The ticket is valid only from %s, in %s; if it should be now, compare the clocks."
                            .formatted(notBefore, Times.inWords(Duration.between(now, notBefore))));
        }
        return new Verdict.Accepted(ticket);
    }

    private Verdict.Refused malformed() {
        return new Verdict.Refused(
                ErrorCode.TICKET_MALFORMED,
                "The ticket is signed well, but its claims are wrong: "
                        + String.join("; ", problems)
                        + ".");
    }

    private <T> @Nullable T required(@Nullable T value, String claim) {
        if (value == null && isAbsent(claim)) {
            problems.add("'" + claim + "' is missing");
        }
        return value;
    }

    private @Nullable String string(String claim) {
        JsonNode node = present(claim, "a string", JsonNode::isString);
        return node == null ? null : node.stringValue();
    }

    /// A NumericDate (RFC 7519 section 2); a fraction of a second is dropped.
    private @Nullable Instant time(String claim) {
        JsonNode node = present(claim, "a number of seconds since 1970", JsonNode::isNumber);
        if (node == null) {
            return null;
        }
        double seconds = node.asDouble(Double.POSITIVE_INFINITY);
        if (Math.abs(seconds) < MAX_SECONDS) {
            return Instant.ofEpochSecond((long) Math.floor(seconds));
        }
        problems.add(
                "'%s' must be a number of seconds since 1970, but is far too large; is it in milliseconds?"
                        .formatted(claim));
        return null;
    }

    private @Nullable Long whole(String claim, String expected) {
        JsonNode node = present(claim, expected, n -> n.isIntegralNumber() && n.canConvertToLong());
        return node == null ? null : node.longValue();
    }

    private @Nullable BigDecimal amount(String claim) {
        JsonNode node =
                present(
                        claim,
                        "a number",
                        n -> n.isNumber() && Double.isFinite(n.asDouble(Double.NaN)));
        return node == null ? null : node.decimalValue();
    }

    private List<String> strings(String claim) {
        JsonNode node =
                present(
                        claim,
                        "a list of strings",
                        n -> n.isArray() && n.valueStream().allMatch(JsonNode::isString));
        return node == null ? List.of() : node.valueStream().map(JsonNode::stringValue).toList();
    }

    /// The key that the holder must prove to have (RFC 7800 section 3.2).
    private @Nullable HolderKey holderKey() {
        JsonNode confirmation =
                present("cnf", "an object with the member 'jwk'", JsonNode::isObject);
        if (confirmation == null) {
            return null;
        }
        JsonNode jwk = confirmation.get("jwk");
        if (jwk == null || !jwk.isObject()) {
            // Ignoring what is not understood would make a bound ticket one for everybody.
            problems.add("'cnf' must have the member 'jwk', with the client's public key");
            return null;
        }
        try {
            return HolderKey.of(jwk);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /// A token meant for somebody else is none of ours, even when the key is shared (RFC 7519
    /// section 4.1.3).
    private void checkAudience() {
        JsonNode audience = claims.get("aud");
        if (audience == null) {
            return;
        }
        boolean isOurs =
                audience.isArray()
                        ? audience.valueStream().anyMatch(Claims::isDialtone)
                        : isDialtone(audience);
        if (!isOurs) {
            problems.add("'aud' is there but does not name 'dialtone'");
        }
    }

    private static boolean isDialtone(JsonNode audience) {
        return audience.isString() && audience.stringValue().equals("dialtone");
    }

    private @Nullable JsonNode present(String claim, String expected, Predicate<JsonNode> fits) {
        JsonNode node = claims.get(claim);
        if (node == null || node.isNull()) {
            return null;
        }
        if (fits.test(node)) {
            return node;
        }
        problems.add("'%s' must be %s, but is %s".formatted(claim, expected, kind(node)));
        return null;
    }

    private boolean isAbsent(String claim) {
        JsonNode node = claims.get(claim);
        return node == null || node.isNull();
    }

    private static String kind(JsonNode node) {
        return node.isArray()
                ? "a list with other things in it"
                : "of type " + node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
