package dialtone.signaling.ticket;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;

import dialtone.config.Secret;

import java.util.LinkedHashMap;
import java.util.Map;

/// Makes tickets that [TicketVerifier] accepts.
///
/// Threading: immutable, for any thread.
public final class TicketMinter {

    private final JWSHeader header;
    private final MACSigner signer;

    /// A minter for this key.
    ///
    /// @param keyId sent as the header's `kid`
    /// @throws IllegalArgumentException when the key has fewer than 32 bytes
    public TicketMinter(String keyId, Secret key) {
        header =
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(keyId)
                        .build();
        try {
            signer = new MACSigner(key.bytes());
        } catch (JOSEException e) {
            throw new IllegalArgumentException(
                    "the ticket key '%s' has %d bytes (expected: 32 or more)"
                            .formatted(keyId, key.bytes().length),
                    e);
        }
    }

    /// Signs what the ticket says.
    public String mint(Ticket ticket) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", ticket.user());
        if (ticket.name() != null) {
            claims.put("name", ticket.name());
        }
        claims.put("rooms", ticket.rooms());
        claims.put("dial", ticket.dial());
        if (!ticket.contacts().equals(Contacts.NONE)) {
            claims.put("presence", ticket.contacts().presence());
            claims.put("message", ticket.contacts().message());
        }
        claims.put("exp", ticket.expiresAt().getEpochSecond());
        addLimits(claims, ticket.limits());
        HolderKey key = ticket.key();
        if (key != null) {
            Map<String, String> jwk =
                    Map.of("kty", "EC", "crv", "P-256", "x", key.x(), "y", key.y());
            claims.put("cnf", Map.of("jwk", jwk));
        }
        JWSObject jwt = new JWSObject(header, new Payload(claims));
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("HMAC-SHA256 cannot be computed here", e);
        }
        return jwt.serialize();
    }

    private static void addLimits(Map<String, Object> claims, DialLimits limits) {
        if (limits.countries() != null) {
            claims.put("countries", limits.countries());
        }
        if (limits.maxDuration() != null) {
            claims.put("maxDuration", limits.maxDuration().toSeconds());
        }
        if (limits.maxCalls() != null) {
            claims.put("maxCalls", limits.maxCalls());
        }
        if (limits.spend() != null) {
            claims.put("spend", limits.spend());
        }
        if (limits.id() != null) {
            claims.put("jti", limits.id());
        }
    }
}
