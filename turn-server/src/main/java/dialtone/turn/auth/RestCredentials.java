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
/// base64 of HMAC-SHA1 over the username. So the relay needs to be told of nobody. A credential for
/// one session of a user is `expiry:user;session=id`; quotas count it by the user.
///
/// Threading: immutable.
public final class RestCredentials {

    private static final String HMAC = "HmacSHA1";

    /// Between a user and the session that a credential was made for.
    private static final String SESSION = ";session=";

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

    /// A credential for one session of a user, so that it can be revoked without the user's others.
    ///
    /// @param session of letters and digits
    public TurnCredential mint(String user, String session, Instant expiresAt) {
        return mint(user + SESSION + session, expiresAt);
    }

    /// The user of what stands after the expiry.
    static String user(String userAndSession) {
        int end = userAndSession.lastIndexOf(SESSION);
        return end < 0 ? userAndSession : userAndSession.substring(0, end);
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
