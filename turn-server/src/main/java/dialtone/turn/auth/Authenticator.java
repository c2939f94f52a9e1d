package dialtone.turn.auth;

import dialtone.config.Secret;
import dialtone.turn.protocol.Integrity;
import dialtone.turn.protocol.IntegrityAlgorithm;
import dialtone.turn.protocol.PasswordAlgorithm;
import dialtone.turn.protocol.PasswordChoice;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.UserHash;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Judges whether a request comes from somebody known (RFC 8489 section 9.2.4), or from whom an
/// authorization server vouches for (RFC 7635).
///
/// Threading: for any thread. Whoever is known may be exchanged at any time; a request is judged by
/// one set of them from beginning to end.
public final class Authenticator {

    /// The same for a wrong name and a wrong password, so that nobody learns which names exist.
    private static final String WRONG_CREDENTIAL = "Wrong username, realm or password.";

    private static final String WRONG_TOKEN = "Wrong token, or not the token's key.";

    private final String realm;
    private final InstantSource clock;
    private final Revocations revocations;
    private final Nonces nonces;

    /// What requests of nobody are checked with, so that they take the time of a wrong password.
    private final Integrity nobody;

    private volatile Users users;
    private volatile AccessTokens tokens;

    /// An authenticator with a nonce key of its own.
    ///
    /// @param users names and passwords
    /// @param secrets that time-limited credentials may be made with, the newest first
    /// @param tokens of authorization servers
    public Authenticator(
            String realm,
            Map<String, Secret> users,
            List<Secret> secrets,
            AccessTokens tokens,
            InstantSource clock) {
        this.realm = realm;
        this.clock = clock;
        this.revocations = new Revocations(clock, Revocations.MAX);
        this.users = new Users(realm, users, secrets, clock);
        this.tokens = tokens;
        this.nonces = new Nonces(clock);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.nobody = Integrity.shortTerm(HexFormat.of().formatHex(random));
    }

    /// What a request is worth.
    public sealed interface Outcome {

        /// It is from this user.
        ///
        /// @param user what quotas count by
        /// @param username the name of the credential, also when the request hid it
        /// @param key for the answer
        /// @param grant by a token; null for who has a password
        record Known(String user, String username, Integrity key, @Nullable Grant grant)
                implements Outcome {}

        /// What a token is good for.
        ///
        /// @param left how long from now; an allocation gets no more
        record Grant(AccessToken token, Duration left) {}

        /// It is not believed.
        ///
        /// @param isChallenge whether the answer carries a realm and a fresh nonce, with which the
        ///     client may try again
        /// @param reason a label of the metric
        record Refused(StunError error, String words, boolean isChallenge, String reason)
                implements Outcome {}
    }

    /// Exchanges who is known, from the next request on. Nonces stay good, and so do allocations,
    /// but they are refreshed only by who is still known.
    public void update(
            Map<String, Secret> newUsers, List<Secret> newSecrets, AccessTokens newTokens) {
        users = new Users(realm, newUsers, newSecrets, clock);
        tokens = newTokens;
    }

    public String realm() {
        return realm;
    }

    /// What clients may get a token for; null when none lets them in.
    public @Nullable String serverName() {
        return tokens.serverName();
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
    ///
    /// It asks clients to hide their names only while that keeps nobody out: a credential made with
    /// a secret cannot be found by a hash, and neither can the id of a key for tokens.
    public String nonce(Remote client) {
        return nonces.create(client, users.areFoundByHash() && tokens.serverName() == null);
    }

    /// Judges a request that must be authenticated. The order is the RFC's.
    ///
    /// @param held the token that the client has shown last for its allocation, so that it need not
    ///     come with each request; null for none
    public Outcome judge(StunMessage request, Remote client, @Nullable AccessToken held) {
        IntegrityAlgorithm integrity = request.integrity();
        if (integrity == null) {
            return challenge(StunError.UNAUTHORIZED, "Credentials are needed.", "none");
        }
        String username = request.username();
        UserHash hash = request.userHash();
        String nonce = request.nonce();
        if ((username == null) == (hash == null) || request.realm() == null || nonce == null) {
            return badRequest(
                    "One of USERNAME and USERHASH, and REALM and NONCE, must come with the"
                            + " message's integrity.",
                    "incomplete");
        }
        PasswordChoice choice = request.passwordChoice();
        if (choice instanceof PasswordChoice.Wrong(var words)
                && Nonces.offersPasswordAlgorithms(nonce)) {
            return badRequest(words, "password-algorithm");
        }
        AccessTokens accepted = tokens;
        byte[] shown = accepted.serverName() == null ? null : request.accessToken();
        if (username != null && shown != null) {
            return judge(request, client, accepted.open(username, shown), choice);
        }
        if (held != null && held.kid().equals(username) && accepted.has(held.kid())) {
            return judge(request, client, held, choice);
        }
        Users.User user = find(username, hash, algorithm(choice));
        if (user == null || !realm.equals(request.realm())) {
            request.isMadeWith(nobody);
            return challenge(StunError.UNAUTHORIZED, WRONG_CREDENTIAL, "unknown-user");
        }
        Integrity key = keyOf(request, user.keys());
        if (key == null) {
            return challenge(StunError.UNAUTHORIZED, WRONG_CREDENTIAL, "wrong-password");
        }
        if (user.isExpired()) {
            return challenge(StunError.UNAUTHORIZED, "The credential has expired.", "expired");
        }
        if (revocations.has(user.username())) {
            return challenge(StunError.UNAUTHORIZED, "The credential has been revoked.", "revoked");
        }
        if (!nonces.isFresh(nonce, client)) {
            return challenge(StunError.STALE_NONCE, "Use this nonce.", "stale-nonce");
        }
        return new Outcome.Known(
                user.name(), user.username(), key.answering(answer(integrity, choice)), null);
    }

    /// Judges a request by a token. Quotas count by it: it is for one client, while its username is
    /// that of all whom the authorization server lets in.
    ///
    /// @param token null when the one that was shown cannot be used
    private Outcome judge(
            StunMessage request,
            Remote client,
            @Nullable AccessToken token,
            PasswordChoice choice) {
        Integrity key = keyOf(request, token == null ? List.of(nobody) : token.keys());
        if (token == null || key == null || !realm.equals(request.realm())) {
            return challenge(StunError.UNAUTHORIZED, WRONG_TOKEN, "wrong-token");
        }
        Duration left = token.left(clock.instant());
        if (!left.isPositive()) {
            return challenge(StunError.UNAUTHORIZED, "The token has expired.", "expired");
        }
        String nonce = request.nonce();
        IntegrityAlgorithm integrity = request.integrity();
        if (nonce == null || integrity == null || !nonces.isFresh(nonce, client)) {
            return challenge(StunError.STALE_NONCE, "Use this nonce.", "stale-nonce");
        }
        return new Outcome.Known(
                token.kid() + ":" + token.id(),
                token.kid(),
                key.answering(answer(integrity, choice)),
                new Outcome.Grant(token, left));
    }

    private Users.@Nullable User find(
            @Nullable String username, @Nullable UserHash hash, PasswordAlgorithm algorithm) {
        Users known = users;
        if (username != null) {
            return known.find(username, algorithm);
        }
        return hash == null ? null : known.find(hash, algorithm);
    }

    private static @Nullable Integrity keyOf(StunMessage request, List<Integrity> keys) {
        for (Integrity key : keys) {
            if (request.isMadeWith(key)) {
                return key;
            }
        }
        return null;
    }

    /// MD5 unless the client agreed on another. A wrong choice comes this far only with a nonce
    /// that is not of this server, and needs a challenge.
    private static PasswordAlgorithm algorithm(PasswordChoice choice) {
        return switch (choice) {
            case PasswordChoice.Agreed(var algorithm) -> algorithm;
            case PasswordChoice.None _, PasswordChoice.Wrong _ -> PasswordAlgorithm.MD5;
        };
    }

    /// The stronger way for every client that shows that it knows it.
    private static IntegrityAlgorithm answer(IntegrityAlgorithm request, PasswordChoice choice) {
        return choice instanceof PasswordChoice.Agreed ? IntegrityAlgorithm.SHA256 : request;
    }

    private static Outcome badRequest(String words, String reason) {
        return new Outcome.Refused(StunError.BAD_REQUEST, words, false, reason);
    }

    private static Outcome challenge(StunError error, String words, String reason) {
        return new Outcome.Refused(error, words, true, reason);
    }
}
