package dialtone.sip.agent;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// Where a request is sent.
///
/// @param address resolved
/// @param host the name that was looked up, which the certificate must hold over TLS
/// @param way the connection it goes on while that is open; null when the agent finds one or makes
///     it
public record Target(
        Transport transport, InetSocketAddress address, String host, @Nullable Source way) {

    public Target(Transport transport, InetSocketAddress address, String host) {
        this(transport, address, host, null);
    }

    /// Whoever is at the other end of a connection, whoever made it.
    public static Target at(Source way) {
        return new Target(way.transport(), way.remote(), way.host(), way);
    }

    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("nobody has looked up " + address);
        }
    }

    Target over(Transport other) {
        return new Target(other, address, host);
    }
}
