package dialtone.turn.relay;

import dialtone.turn.protocol.AddressFamily;
import dialtone.udp.Remote;

/// Which family a client gets that names none.
public enum DefaultFamily {
    /// What RFC 8656 section 7.2 step 7 says.
    IPV4,
    IPV6,
    /// The family of the client's own address.
    KEEP;

    AddressFamily of(Remote client) {
        return switch (this) {
            case IPV4 -> AddressFamily.IPV4;
            case IPV6 -> AddressFamily.IPV6;
            case KEEP -> client.isV4() ? AddressFamily.IPV4 : AddressFamily.IPV6;
        };
    }
}
