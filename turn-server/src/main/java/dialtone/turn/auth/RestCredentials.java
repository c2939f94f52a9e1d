package dialtone.turn.auth;

import dialtone.config.Secret;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes credentials that end by themselves, from a secret that the relay shares with whoever lets
/// people in: what coturn calls `use-auth-secret`.
///
/// The username is `expiry:user`, with the expiry in seconds since 1970; the password is the
/// base64 of HMAC-SHA1 over the username. So the relay needs to be told of nobody.
///
/// Threading: immutable.
public final class RestCredentials {

    private static final String HMAC = "HmacSHA1";

    private final Secret secret;

    public RestCredentials(Secret secret) {
        this.secret = secret;
    }

    /// A credential for a user, good until then.
    ///
    /// @param user for quotas and logs; may contain anything
    public TurnCredential mint(String user, Instant expiresAt) {
        String username = expiresAt.getEpochSecond() + ":" + user;
        return new TurnCredential(username, new Secret(password(username)));
    }

    /// The password that belongs to a username.
    String password(String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.bytes(), HMAC));
            byte[] hash = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }
}
