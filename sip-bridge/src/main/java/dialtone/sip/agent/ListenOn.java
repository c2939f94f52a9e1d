package dialtone.sip.agent;

import java.net.InetSocketAddress;

/// A socket on which messages come in.
///
/// @param address port 0 takes any
/// @param advertisedHost what others are told, a name or an address, IPv6 in brackets; empty for
///     the address itself, which must not be the wildcard then
/// @param advertisedPort 0 for the port itself
public record ListenOn(
        Transport transport, InetSocketAddress address, String advertisedHost, int advertisedPort) {

    public ListenOn {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("nobody can listen on " + address);
        }
        if (advertisedHost.isEmpty() && address.getAddress().isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "say what others are to be told instead of the wildcard " + address);
        }
    }

    /// Listens on an address that others can reach as it is.
    public static ListenOn at(Transport transport, InetSocketAddress address) {
        return new ListenOn(transport, address, "", 0);
    }
}
