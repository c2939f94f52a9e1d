package dialtone.turn.protocol;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;

/// The kind of an address, as STUN numbers it (RFC 8489 section 14.1).
public enum AddressFamily {
    IPV4(1, "IPv4"),
    IPV6(2, "IPv6");

    private final int code;
    private final String label;

    AddressFamily(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /// The family of a number on the wire; null when nobody knows it.
    public static @Nullable AddressFamily of(int code) {
        for (AddressFamily family : values()) {
            if (family.code == code) {
                return family;
            }
        }
        return null;
    }

    public static AddressFamily of(InetAddress address) {
        return address instanceof Inet6Address ? IPV6 : IPV4;
    }

    public int code() {
        return code;
    }

    /// As people write it.
    public String label() {
        return label;
    }
}
