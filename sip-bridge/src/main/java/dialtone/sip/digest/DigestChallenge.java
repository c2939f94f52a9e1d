package dialtone.sip.digest;

import dialtone.sip.message.AuthValue;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A challenge that can be answered.
///
/// @param algorithmName as the server spells it; null when it names none, which means MD5
/// @param hasQop whether `auth` is among the qualities it offers; it offers none otherwise
/// @param isStale whether the answer before was right but for its old nonce
record DigestChallenge(
        String realm,
        String nonce,
        @Nullable String opaque,
        @Nullable String algorithmName,
        DigestAlgorithm algorithm,
        boolean hasQop,
        boolean isStale,
        boolean wantsUserHash) {

    /// The challenge, or null when it is of a kind that cannot be answered.
    static @Nullable DigestChallenge read(AuthValue value) {
        String realm = value.get("realm");
        String nonce = value.get("nonce");
        String name = value.get("algorithm");
        DigestAlgorithm algorithm = name == null ? DigestAlgorithm.MD5 : DigestAlgorithm.of(name);
        String qop = value.get("qop");
        boolean hasAuth =
                qop != null
                        && Arrays.stream(qop.split(",", -1))
                                .anyMatch(each -> each.strip().equalsIgnoreCase("auth"));
        if (!value.isDigest()
                || realm == null
                || nonce == null
                || algorithm == null
                || (qop != null && !hasAuth)) {
            return null;
        }
        return new DigestChallenge(
                realm,
                nonce,
                value.get("opaque"),
                name,
                algorithm,
                hasAuth,
                "true".equalsIgnoreCase(value.get("stale")),
                "true".equalsIgnoreCase(value.get("userhash")));
    }

    boolean isSession() {
        return algorithmName != null && DigestAlgorithm.isSession(algorithmName);
    }
}
