package dialtone.sip.agent;

import java.net.InetSocketAddress;

/// Where a request is sent.
///
/// @param address resolved
/// @param host the name that was looked up, which the certificate must hold over TLS
public record Target(Transport transport, InetSocketAddress address, String host) {

    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("nobody has looked up " + address);
        }
    }

    Target over(Transport other) {
        return new Target(other, address, host);
    }
}
