package dialtone.turn;

import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.turn.auth.AccessTokens;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// Whose tokens let clients in (RFC 7635).
///
/// @param serverName what this relay is called by authorization servers; null for the realm
/// @param keys that are shared with authorization servers, in base64, by their ids; without one,
///     tokens are refused
public record OauthConfig(@Nullable String serverName, Map<String, Secret> keys) {

    private static final int MAX_NAME_BYTES = 255;

    public OauthConfig {
        keys = Map.copyOf(keys);
        Problems problems = new Problems();
        problems.require(
                serverName == null || bytes(serverName) <= MAX_NAME_BYTES,
                "server-name",
                "is too long (expected: up to 255 bytes)");
        keys.forEach(
                (kid, key) -> {
                    problems.require(
                            !kid.isEmpty() && bytes(kid) <= MAX_NAME_BYTES,
                            "keys",
                            "one has no id, or one that is too long (expected: up to 255 bytes)");
                    problems.require(
                            isKey(key),
                            "keys." + kid,
                            "is no key (expected: base64 of 16 bytes for AES-128, of 32 for"
                                    + " AES-256)");
                });
        problems.orThrow();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isKey(Secret key) {
        try {
            return decoded(key).length >= AccessTokens.SHORT_KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] decoded(Secret key) {
        return Base64.getDecoder().decode(key.value());
    }

    /// No tokens.
    static OauthConfig defaults() {
        return new OauthConfig(null, Map.of());
    }

    /// What opens them.
    AccessTokens tokens(String realm) {
        return new AccessTokens(
                serverName == null ? realm : serverName,
                keys.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> decoded(entry.getValue()))));
    }
}
