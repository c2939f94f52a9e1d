package dialtone.turn.auth;

import dialtone.config.Secret;
import dialtone.turn.protocol.Integrity;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.Remote;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Judges whether a request comes from somebody known (RFC 8489 section 9.2.4).
///
/// Threading: for any thread.
public final class Authenticator {

    /// The same for a wrong name and a wrong password, so that nobody learns which names exist.
    private static final String WRONG_CREDENTIAL = "Wrong username, realm or password.";

    private final String realm;
    private final InstantSource clock;
    private final Revocations revocations;
    private volatile Users users;
    private final Nonces nonces;

    /// An authenticator with a nonce key of its own.
    ///
    /// @param users names and passwords
    /// @param secrets that time-limited credentials may be made with, the newest first
    public Authenticator(
            String realm, Map<String, Secret> users, List<Secret> secrets, InstantSource clock) {
        this.realm = realm;
        this.clock = clock;
        this.revocations = new Revocations(clock, Revocations.MAX);
        this.users = new Users(realm, users, secrets, clock);
        this.nonces = new Nonces(clock);
    }

    /// What a request is worth.
    public sealed interface Outcome {

        /// It is from this user.
        ///
        /// @param user what quotas count by
        /// @param username as it stood in the request: the name of the credential
        /// @param key for the answer
        record Known(String user, String username, Integrity key) implements Outcome {}

        /// It is not believed.
        ///
        /// @param isChallenge whether the answer carries a realm and a fresh nonce, with which the
        ///     client may try again
        /// @param reason a label of the metric
        record Refused(StunError error, String words, boolean isChallenge, String reason)
                implements Outcome {}
    }

    public String realm() {
        return realm;
    }

    /// Knows others from now on.
    public void update(Map<String, Secret> newUsers, List<Secret> newSecrets) {
        users = new Users(realm, newUsers, newSecrets, clock);
    }

    /// Refuses a credential until it would have ended by itself. A name of the configuration has no
    /// end and is not revoked: it is taken out there.
    public void revoke(String username) {
        Instant end = users.end(username);
        if (end != null) {
            revocations.add(username, end);
        }
    }

    /// A nonce for a challenge to this client.
    public String nonce(Remote client) {
        return nonces.create(client);
    }

    /// Judges a request that must be authenticated. The order is the RFC's.
    public Outcome judge(StunMessage request, Remote client) {
        if (!request.hasIntegrity()) {
            return challenge(StunError.UNAUTHORIZED, "Credentials are needed.", "none");
        }
        String username = request.username();
        String nonce = request.nonce();
        if (username == null || request.realm() == null || nonce == null) {
            return new Outcome.Refused(
                    StunError.BAD_REQUEST,
                    "USERNAME, REALM and NONCE must come with MESSAGE-INTEGRITY.",
                    false,
                    "incomplete");
        }
        if (!nonces.isFresh(nonce, client)) {
            return challenge(StunError.STALE_NONCE, "Use this nonce.", "stale-nonce");
        }
        Users.User user = users.find(username);
        if (user == null || !realm.equals(request.realm())) {
            return challenge(StunError.UNAUTHORIZED, WRONG_CREDENTIAL, "unknown-user");
        }
        for (Integrity key : user.keys()) {
            if (request.isMadeWith(key)) {
                return judgeKnown(user, username, key);
            }
        }
        return challenge(StunError.UNAUTHORIZED, WRONG_CREDENTIAL, "wrong-password");
    }

    private Outcome judgeKnown(Users.User user, String username, Integrity key) {
        if (user.isExpired()) {
            return challenge(StunError.UNAUTHORIZED, "The credential has expired.", "expired");
        }
        if (revocations.has(username)) {
            return challenge(StunError.UNAUTHORIZED, "The credential has been revoked.", "revoked");
        }
        return new Outcome.Known(user.name(), username, key);
    }

    private static Outcome challenge(StunError error, String words, String reason) {
        return new Outcome.Refused(error, words, true, reason);
    }
}
