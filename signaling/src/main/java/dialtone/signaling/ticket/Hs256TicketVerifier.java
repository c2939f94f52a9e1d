package dialtone.signaling.ticket;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;

import dialtone.config.Secret;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Verifies tickets signed with HS256.
///
/// The header's `kid` picks the key; without one every key is tried, so that keys can be changed
/// without a gap. The signature is checked before anything in the ticket is believed. Only the one
/// canonical spelling of each base64url part is accepted: two different strings are never the same
/// ticket.
///
/// Threading: immutable, for any thread.
final class Hs256TicketVerifier implements TicketVerifier {

    private static final JWSHeader HS256 = new JWSHeader(JWSAlgorithm.HS256);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Map<String, MACVerifier> keys = new LinkedHashMap<>();
    private final InstantSource clock;

    Hs256TicketVerifier(Map<String, Secret> keys, InstantSource clock) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no ticket key (expected: one or more)");
        }
        keys.forEach((id, secret) -> this.keys.put(id, verifier(id, secret)));
        this.clock = clock;
    }

    @Override
    public Verdict verify(String jwt) {
        if (jwt.isBlank()) {
            return refused(ErrorCode.TICKET_MISSING, "The ticket is empty.");
        }
        if (jwt.length() > MAX_LENGTH) {
            return malformed(
                    "The ticket has %d characters (at most %d)."
                            .formatted(jwt.length(), MAX_LENGTH));
        }
        List<String> parts = List.of(jwt.split("\\.", -1));
        if (parts.size() != 3) {
            return malformed(
                    "The ticket is no signed JWT: it has %d part(s), separated by dots, instead of 3."
                            .formatted(parts.size()));
        }
        JsonNode header = jsonObject(parts.get(0));
        if (header == null) {
            return malformed("The ticket's header is no JSON object in base64url.");
        }
        Verdict.Refused byHeader = refusedByHeader(header);
        if (byHeader != null) {
            return byHeader;
        }
        Verdict.Refused bySignature = refusedBySignature(parts, header.get("kid"));
        if (bySignature != null) {
            return bySignature;
        }
        JsonNode claims = jsonObject(parts.get(1));
        if (claims == null) {
            return malformed("The ticket's payload is no JSON object in base64url.");
        }
        return new Claims(claims).judge(clock.instant(), CLOCK_SKEW);
    }

    /// The algorithm is ours to say, never the ticket's (RFC 8725 section 3.1).
    private Verdict.@Nullable Refused refusedByHeader(JsonNode header) {
        JsonNode alg = header.get("alg");
        if (alg == null || !alg.isString()) {
            return malformed("The ticket's header has no 'alg' (expected: HS256).");
        }
        if (alg.stringValue().equalsIgnoreCase("none")) {
            return forged(
                    "The ticket is not signed (alg 'none'); sign it with HS256 and a key of"
                            + " signaling.ticket-keys.");
        }
        if (!alg.stringValue().equals("HS256")) {
            return forged(
                    "The ticket is signed with alg %s; only HS256 is accepted."
                            .formatted(Words.quote(alg.stringValue())));
        }
        if (header.has("crit") || header.has("b64")) {
            return malformed("The ticket's header has 'crit' or 'b64', which are not supported.");
        }
        JsonNode kid = header.get("kid");
        if (kid == null) {
            return null;
        }
        if (!kid.isString()) {
            return malformed("The ticket's 'kid' must be a string.");
        }
        if (!keys.containsKey(kid.stringValue())) {
            return forged(
                    "The ticket names the key %s, which this server does not have; see its"
                                    .formatted(Words.quote(kid.stringValue()))
                            + " signaling.ticket-keys."
                            + developmentHint(kid.stringValue()));
        }
        return null;
    }

    private Verdict.@Nullable Refused refusedBySignature(
            List<String> parts, @Nullable JsonNode kid) {
        if (decode(parts.get(2)) == null) {
            return malformed("The ticket's signature is not base64url.");
        }
        byte[] signed = (parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII);
        Base64URL signature = new Base64URL(parts.get(2));
        if (kid == null) {
            if (fitsAny(keys.values(), signed, signature)) {
                return null;
            }
            return forged(
                    "The ticket's signature fits none of the server's keys: it was signed with"
                            + " another secret or changed afterwards."
                            + developmentHint(DevelopmentKey.ID));
        }
        MACVerifier key = keys.get(kid.stringValue());
        if (key != null && fitsAny(List.of(key), signed, signature)) {
            return null;
        }
        return forged(
                "The ticket's signature does not fit the key %s: it was signed with another"
                                .formatted(Words.quote(kid.stringValue()))
                        + " secret or changed afterwards."
                        + developmentHint(kid.stringValue()));
    }

    /// Helps those who meet the commonest surprise of a first day.
    private String developmentHint(String kid) {
        if (!kid.equals(DevelopmentKey.ID)) {
            return "";
        }
        return keys.containsKey(DevelopmentKey.ID)
                ? " The development key changes with every start of the server: get a new ticket"
                        + " from /v1/dev/ticket."
                : " It was made in development mode, which is off now.";
    }

    private static boolean fitsAny(
            Collection<MACVerifier> keys, byte[] signed, Base64URL signature) {
        boolean fits = false;
        for (MACVerifier key : keys) {
            try {
                fits |= key.verify(HS256, signed, signature);
            } catch (JOSEException e) {
                throw new IllegalStateException("HMAC-SHA256 cannot be computed here", e);
            }
        }
        return fits;
    }

    private static @Nullable JsonNode jsonObject(String part) {
        byte[] bytes = decode(part);
        if (bytes == null) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            return json.isObject() ? json : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /// Null unless the part is exactly what an encoder makes of some bytes: no padding, no foreign
    /// characters, no bits left over. Otherwise a changed ticket could pass for the same one.
    private static byte @Nullable [] decode(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            return canonical.equals(part) ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static MACVerifier verifier(String id, Secret secret) {
        try {
            return new MACVerifier(secret.bytes());
        } catch (JOSEException e) {
            throw new IllegalArgumentException(
                    "the ticket key '%s' has %d bytes (expected: 32 or more)"
                            .formatted(id, secret.bytes().length),
                    e);
        }
    }

    private static Verdict.Refused malformed(String message) {
        return refused(ErrorCode.TICKET_MALFORMED, message);
    }

    private static Verdict.Refused forged(String message) {
        return refused(ErrorCode.TICKET_FORGED, message);
    }

    private static Verdict.Refused refused(ErrorCode code, String message) {
        return new Verdict.Refused(code, message);
    }
}
