package dialtone.sip.digest;

import org.jspecify.annotations.Nullable;

/// The number that proves the password (RFC 7616 section 3.4.1).
///
/// @param isSession whether the algorithm has `-sess`
/// @param qop `auth`, or null towards servers of RFC 2069 that know none
/// @param nonceCount eight digits; like `cnonce`, of no meaning without `qop`, but in sessions
record DigestResponse(
        DigestAlgorithm algorithm,
        boolean isSession,
        String realm,
        String nonce,
        String method,
        String uri,
        @Nullable String qop,
        String nonceCount,
        String cnonce) {

    String value(String username, String password) {
        String secret = algorithm.hash(username + ":" + realm + ":" + password);
        if (isSession) {
            secret = algorithm.hash(secret + ":" + nonce + ":" + cnonce);
        }
        String request = algorithm.hash(method + ":" + uri);
        return qop == null
                ? algorithm.hash(secret + ":" + nonce + ":" + request)
                : algorithm.hash(String.join(":", secret, nonce, nonceCount, cnonce, qop, request));
    }
}
