package dialtone.signaling.admin;

import dialtone.config.Problems;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Configuration of the admin port.
///
/// @param listen where it listens; on loopback by default, because whoever reaches it needs no
///     password
/// @param requiredTrunks names of trunks without which the process is not ready
public record AdminConfig(InetSocketAddress listen, List<String> requiredTrunks) {

    private static final int DEFAULT_PORT = 8081;

    public AdminConfig {
        requiredTrunks = List.copyOf(requiredTrunks);
        new Problems().requireHost("listen", listen).orThrow();
    }

    public static AdminConfig defaults() {
        return new AdminConfig(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DEFAULT_PORT), List.of());
    }
}
