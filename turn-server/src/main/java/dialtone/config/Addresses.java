package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How configuration writes addresses: `127.0.0.1:8080`, `[::1]:8080`, `example.com:3478`.
public final class Addresses {

    private static final int MAX_PORT = 65_535;

    /// An IPv6 address without brackets does not match: its colons could mean anything.
    private static final Pattern SHAPE = Pattern.compile("(?<host>\\[.*]|[^:]*)(:(?<port>[^:]*))?");

    private Addresses() {}

    /// Reads a host and a port. Where only one of them is written (`:8080`, `8080`, `0.0.0.0`,
    /// `[::]`), the other stays as in `base`: so a flag can change the port alone.
    ///
    /// @throws IllegalArgumentException when the text is no such address or its host is unknown
    public static InetSocketAddress parse(String text, @Nullable InetSocketAddress base) {
        Matcher shape = SHAPE.matcher(text);
        String host = text;
        String port = null;
        if (text.matches("\\d+")) {
            host = "";
            port = text;
        } else if (shape.matches()) {
            host = shape.group("host");
            port = shape.group("port");
        }
        if (base == null ? host.isEmpty() || port == null : host.isEmpty() && port == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address with a port (expected: like 127.0.0.1:8080)");
        }
        return new InetSocketAddress(
                host.isEmpty() && base != null ? base.getAddress() : host(host),
                port == null && base != null ? base.getPort() : port(String.valueOf(port), text));
    }

    /// Reads a host: an IP address, an IPv6 one with or without brackets, or a name.
    ///
    /// @throws IllegalArgumentException when it is unknown
    public static InetAddress host(String text) {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        if (bare.isBlank()) {
            throw new IllegalArgumentException("'" + text + "' is no host");
        }
        try {
            return InetAddress.getByName(bare);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "the host '"
                            + bare
                            + "' is not known (expected: an IP address, or a name that"
                            + " this machine can look up)",
                    e);
        }
    }

    /// An address as it is written in configuration and messages.
    public static String text(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text = host == null ? address.getHostString() : text(host);
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
    }

    static String text(InetAddress address) {
        return address.getHostAddress();
    }

    private static int port(String text, String whole) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + text + "' in '" + whole + "' is no port (expected: 0 to " + MAX_PORT + ")");
    }
}
