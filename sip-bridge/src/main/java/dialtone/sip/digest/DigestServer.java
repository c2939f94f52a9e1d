package dialtone.sip.digest;

import dialtone.sip.message.AuthValue;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Challenges whoever sends requests, and checks the answers. It remembers nothing of those who
/// have not shown the right password.
///
/// Threading: for any number of threads.
public final class DigestServer {

    private static final int UNAUTHORIZED = 401;

    /// The order in which they are offered (RFC 8760 section 2.3): clients take the first they
    /// know.
    private static final List<DigestAlgorithm> OFFERED =
            List.of(DigestAlgorithm.SHA_512_256, DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);

    private final String realm;
    private final Nonces nonces;
    private final Function<String, @Nullable String> passwords;

    /// What became of a request's credentials.
    public sealed interface Outcome {
        /// This user knows the password.
        record Accepted(String username) implements Outcome {}

        /// There are none for this realm: challenge.
        record Absent() implements Outcome {}

        /// They are right, but for a nonce that has ended or was used: challenge as stale.
        record Stale() implements Outcome {}

        /// They are wrong.
        record Refused() implements Outcome {}
    }

    /// @param nonceLifetime how long an answer may take, and how long it may serve with growing
    ///     counts
    /// @param passwords a user's password, or null for nobody
    public DigestServer(
            String realm,
            InstantSource clock,
            Duration nonceLifetime,
            Function<String, @Nullable String> passwords) {
        this.realm = realm;
        this.nonces = new Nonces(clock, nonceLifetime);
        this.passwords = passwords;
    }

    /// A 401 with a challenge for every algorithm.
    ///
    /// @param client the address the request came from: no other can use the nonce
    /// @param toTag for the To of the response
    public SipResponse challenge(SipRequest request, String client, boolean isStale, String toTag) {
        SipResponse response = SipResponse.to(request, UNAUTHORIZED, "Unauthorized", toTag);
        String nonce = nonces.create(client);
        for (DigestAlgorithm algorithm : OFFERED) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("realm", realm);
            parameters.put("nonce", nonce);
            parameters.put("algorithm", algorithm.token());
            parameters.put("qop", "auth");
            if (isStale) {
                parameters.put("stale", "true");
            }
            response =
                    response.with(HeaderName.WWW_AUTHENTICATE, new AuthValue("Digest", parameters));
        }
        return response;
    }

    /// Looks at the credentials of a request that came from this address.
    public Outcome check(SipRequest request, String client) {
        for (AuthValue credentials : request.credentials()) {
            if (credentials.isDigest() && realm.equals(credentials.get("realm"))) {
                return check(credentials, request, client);
            }
        }
        return new Outcome.Absent();
    }

    private Outcome check(AuthValue credentials, SipRequest request, String client) {
        String username = credentials.get("username");
        String nonce = credentials.get("nonce");
        String uri = credentials.get("uri");
        String response = credentials.get("response");
        String name = credentials.parameters().getOrDefault("algorithm", "MD5");
        DigestAlgorithm algorithm = DigestAlgorithm.of(name);
        String qop = credentials.get("qop");
        String count = credentials.get("nc");
        String cnonce = credentials.get("cnonce");
        boolean isSession = DigestAlgorithm.isSession(name);
        if (username == null
                || nonce == null
                || uri == null
                || response == null
                || algorithm == null
                || (qop != null && (!qop.equals("auth") || count == null))
                || ((qop != null || isSession) && cnonce == null)
                || !isFor(request.uri(), uri)) {
            return new Outcome.Refused();
        }
        if (!nonces.isOurs(nonce, client)) {
            return new Outcome.Stale();
        }
        String password = passwords.apply(username);
        String right =
                new DigestResponse(
                                algorithm,
                                isSession,
                                realm,
                                nonce,
                                request.method(),
                                uri,
                                qop,
                                String.valueOf(count),
                                String.valueOf(cnonce))
                        .value(username, String.valueOf(password));
        // Compared for nobody as well, so that the time does not tell who there is.
        boolean isRight =
                MessageDigest.isEqual(
                        right.getBytes(StandardCharsets.UTF_8),
                        response.getBytes(StandardCharsets.UTF_8));
        if (!isRight || password == null) {
            return new Outcome.Refused();
        }
        long used = count(qop == null ? "1" : String.valueOf(count));
        return used > 0 && nonces.isFresh(nonce) && nonces.use(nonce, used)
                ? new Outcome.Accepted(username)
                : new Outcome.Stale();
    }

    /// The same user at the same host; phones leave out or add parameters.
    private static boolean isFor(Uri target, String text) {
        if (target.toString().equals(text)) {
            return true;
        }
        return target instanceof SipUri one
                && Uri.read(text) instanceof SipUri other
                && one.user().equals(other.user())
                && one.host().equalsIgnoreCase(other.host());
    }

    private static long count(String text) {
        try {
            return Long.parseLong(text, 16);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
