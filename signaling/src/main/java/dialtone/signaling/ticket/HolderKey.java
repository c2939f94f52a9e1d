package dialtone.signaling.ticket;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/// The key of the client that a ticket was made for (RFC 7800): whoever shows the ticket must sign
/// with the private half, so that a copy of the ticket alone is of no use.
///
/// It is one for ECDSA on P-256 with SHA-256 (`ES256`), which WebCrypto makes without letting the
/// page read it.
///
/// @param x a coordinate of the public point, base64url of 32 bytes
/// @param y the other one
public record HolderKey(String x, String y) {

    private static final int COORDINATE_LENGTH = 43;

    /// The length of a signature, both numbers one after the other, as WebCrypto gives it.
    private static final int SIGNATURE_BYTES = 64;

    /// Checks the point.
    ///
    /// @throws IllegalArgumentException when this is no point of the curve
    public HolderKey {
        if (x.length() != COORDINATE_LENGTH || y.length() != COORDINATE_LENGTH) {
            throw new IllegalArgumentException(
                    "'x' and 'y' of the key in 'cnf' must be 32 bytes each, in base64url");
        }
        try {
            point(x, y);
        } catch (IllegalArgumentException | IllegalStateException | JOSEException e) {
            throw new IllegalArgumentException(
                    "the key in 'cnf' is no point of the curve P-256", e);
        }
    }

    /// Reads a JSON Web Key (RFC 7518 section 6.2).
    ///
    /// @throws IllegalArgumentException when it is none of this kind, with words that say so
    static HolderKey of(JsonNode jwk) {
        if (!is(jwk, "kty", "EC") || !is(jwk, "crv", "P-256")) {
            throw new IllegalArgumentException(
                    "the key in 'cnf' must be a JWK with 'kty' EC and 'crv' P-256");
        }
        if (jwk.has("d")) {
            throw new IllegalArgumentException(
                    "the key in 'cnf' has its private half 'd', which must never leave the client");
        }
        JsonNode x = jwk.get("x");
        JsonNode y = jwk.get("y");
        if (x == null || y == null || !x.isString() || !y.isString()) {
            throw new IllegalArgumentException("the key in 'cnf' has no 'x' or no 'y'");
        }
        return new HolderKey(x.stringValue(), y.stringValue());
    }

    private static boolean is(JsonNode jwk, String member, String value) {
        JsonNode found = jwk.get(member);
        return found != null && found.isString() && found.stringValue().equals(value);
    }

    private static ECPublicKey point(String x, String y) throws JOSEException {
        return new ECKey.Builder(Curve.P_256, Base64URL.from(x), Base64URL.from(y))
                .build()
                .toECPublicKey();
    }

    /// What the client signs.
    ///
    /// @param nonce what the server gave it on this connection, once
    /// @param ticket the one that is shown with the proof
    public static String signed(String nonce, String ticket) {
        return "dialtone.v1 session.open " + nonce + " " + ticket;
    }

    /// Whether this is the signature of a text by the private half of this key.
    ///
    /// @param signature base64url of both numbers, 64 bytes; anything else proves nothing
    public boolean proves(String text, String signature) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(signature);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (bytes.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(point(x, y));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(bytes);
        } catch (SignatureException _) {
            return false;
        } catch (InvalidKeyException | JOSEException e) {
            throw new IllegalStateException("the key was checked before", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no ECDSA", e);
        }
    }
}
