package dialtone.signaling.http;

import org.eclipse.jetty.server.ServerConnector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/// A port could not be had; the message says which, why, and which key changes it.
public final class CannotListenException extends RuntimeException {

    private CannotListenException(InetSocketAddress address, String key, IOException cause) {
        super(
                "cannot listen on %s:%d: %s; choose another with %s"
                        .formatted(host(address), address.getPort(), reason(cause), key),
                cause);
    }

    /// Binds a connector at once, before its server starts anything, and tells where it is bound.
    ///
    /// @param key the configuration key the address came from: `admin.listen`
    /// @throws CannotListenException when the port cannot be had
    public static InetSocketAddress open(
            ServerConnector connector, InetSocketAddress address, String key) {
        connector.setHost(host(address));
        connector.setPort(address.getPort());
        try {
            connector.open();
            return new InetSocketAddress(address.getAddress(), connector.getLocalPort());
        } catch (IOException e) {
            throw new CannotListenException(address, key, e);
        }
    }

    private static String host(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return address.getHostString();
        }
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /// The system's words differ between systems; these four are what people meet.
    private static String reason(IOException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String words = String.valueOf(cause.getMessage());
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("already in use")) {
            return "the port is in use";
        }
        if (lower.contains("cannot assign")) {
            return "this machine has no such address";
        }
        if (lower.contains("permission denied")) {
            return "the system does not permit it (ports below 1024 need a privilege)";
        }
        if (lower.contains("unresolved")) {
            return "the host name is unknown";
        }
        return words;
    }
}
