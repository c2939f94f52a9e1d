package dialtone.signaling.admin;

import dialtone.config.Problems;
import dialtone.config.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;

/// Configuration of the admin port.
///
/// @param listen where it listens; on loopback by default, because whoever reaches it needs no
///     password as long as there are no keys
/// @param keys of which one is needed for all but metrics, health and version; none: for nothing
/// @param requiredTrunks names of trunks without which the process is not ready
public record AdminConfig(
        InetSocketAddress listen, List<Secret> keys, List<String> requiredTrunks) {

    /// Shorter ones are words that somebody has thought of.
    static final int MIN_KEY_LENGTH = 16;

    /// What a header can hold (RFC 6750 section 2.1).
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9._~+/=-]{" + MIN_KEY_LENGTH + ",}");

    private static final int DEFAULT_PORT = 8081;

    public AdminConfig {
        keys = List.copyOf(keys);
        requiredTrunks = List.copyOf(requiredTrunks);
        new Problems()
                .requireHost("listen", listen)
                .require(
                        keys.stream().allMatch(AdminConfig::isKey),
                        "keys",
                        "a key must have at least "
                                + MIN_KEY_LENGTH
                                + " characters, of those that a header can hold (letters, digits,"
                                + " -._~+/=); openssl rand -hex 32 makes one")
                .orThrow();
    }

    private static boolean isKey(Secret key) {
        return KEY.matcher(key.value()).matches();
    }

    public static AdminConfig defaults() {
        return new AdminConfig(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DEFAULT_PORT),
                List.of(),
                List.of());
    }
}
