package dialtone.sip.digest;

import dialtone.sip.message.AuthValue;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Answers challenges with a name and a password. Of several challenges for one realm the strongest
/// is answered (RFC 8760 section 2.4), of several realms each. It remembers the last nonce of every
/// realm, so that later requests need not be challenged.
///
/// Threading: for one thread at a time; the owner, a trunk or a call, sees to it.
public final class DigestClient {

    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int MAX_REALMS = 16;

    private final String username;
    private final String password;
    private final Supplier<String> cnonces;
    private final Map<Realm, Nonce> nonces = new LinkedHashMap<>();

    private record Realm(HeaderName header, String name) {}

    /// A challenge and how often it has been answered.
    private static final class Nonce {
        final DigestChallenge challenge;
        int count;

        Nonce(DigestChallenge challenge) {
            this.challenge = challenge;
        }
    }

    /// @param cnonces new texts that nobody can guess
    public DigestClient(String username, String password, Supplier<String> cnonces) {
        this.username = username;
        this.password = password;
        this.cnonces = cnonces;
    }

    /// The request that answers a 401 or 407 to this one; its CSeq and Via are still to be renewed.
    /// Null when no challenge can be answered, or the answer to it was there and was wrong.
    public @Nullable SipRequest answer(SipRequest request, SipResponse response) {
        boolean isProxy = response.status() == PROXY_UNAUTHORIZED;
        if (!isProxy && response.status() != UNAUTHORIZED) {
            return null;
        }
        HeaderName header = header(isProxy);
        Map<String, DigestChallenge> strongest = new LinkedHashMap<>();
        for (AuthValue value : isProxy ? response.proxyChallenges() : response.wwwChallenges()) {
            DigestChallenge challenge = DigestChallenge.read(value);
            if (challenge != null) {
                strongest.merge(
                        challenge.realm(),
                        challenge,
                        (a, b) -> a.algorithm().compareTo(b.algorithm()) >= 0 ? a : b);
            }
        }
        if (strongest.isEmpty() || isRefused(request, isProxy, strongest)) {
            return null;
        }
        strongest.forEach((realm, challenge) -> remember(new Realm(header, realm), challenge));
        return authorize(request);
    }

    /// Whether this answer was given already and can only be wrong again.
    private static boolean isRefused(
            SipRequest request, boolean isProxy, Map<String, DigestChallenge> challenges) {
        List<AuthValue> given = isProxy ? request.proxyCredentials() : request.credentials();
        return given.stream()
                .map(credentials -> challenges.get(String.valueOf(credentials.get("realm"))))
                .anyMatch(again -> again != null && !again.isStale());
    }

    private void remember(Realm realm, DigestChallenge challenge) {
        if (nonces.size() >= MAX_REALMS) {
            nonces.clear();
        }
        Nonce known = nonces.get(realm);
        if (known == null || !known.challenge.nonce().equals(challenge.nonce())) {
            nonces.put(realm, new Nonce(challenge));
        }
    }

    /// The request with credentials for every realm that is known, in the place of those it has.
    /// Without known realms it stays as it is.
    public SipRequest authorize(SipRequest request) {
        if (nonces.isEmpty()) {
            return request;
        }
        Headers.Builder headers =
                request.headers().toBuilder()
                        .remove(HeaderName.AUTHORIZATION)
                        .remove(HeaderName.PROXY_AUTHORIZATION);
        nonces.forEach((realm, nonce) -> headers.add(realm.header(), credentials(request, nonce)));
        return request.withHeaders(headers.build());
    }

    private AuthValue credentials(SipRequest request, Nonce nonce) {
        nonce.count++;
        DigestChallenge challenge = nonce.challenge;
        DigestResponse response =
                new DigestResponse(
                        challenge.algorithm(),
                        challenge.isSession(),
                        challenge.realm(),
                        challenge.nonce(),
                        request.method(),
                        request.uri().toString(),
                        challenge.hasQop() ? "auth" : null,
                        String.format("%08x", nonce.count),
                        cnonces.get());
        Map<String, String> parameters = new LinkedHashMap<>();
        if (challenge.wantsUserHash()) {
            parameters.put(
                    "username", challenge.algorithm().hash(username + ":" + challenge.realm()));
            parameters.put("userhash", "true");
        } else {
            parameters.put("username", username);
        }
        parameters.put("realm", challenge.realm());
        parameters.put("nonce", challenge.nonce());
        parameters.put("uri", response.uri());
        parameters.put("response", response.value(username, password));
        if (challenge.algorithmName() != null) {
            parameters.put("algorithm", challenge.algorithmName());
        }
        if (challenge.opaque() != null) {
            parameters.put("opaque", challenge.opaque());
        }
        if (response.qop() != null) {
            parameters.put("qop", response.qop());
            parameters.put("nc", response.nonceCount());
        }
        if (response.qop() != null || challenge.isSession()) {
            parameters.put("cnonce", response.cnonce());
        }
        return new AuthValue("Digest", parameters);
    }

    private static HeaderName header(boolean isProxy) {
        return isProxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
    }
}
