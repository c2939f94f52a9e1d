package dialtone.sip.agent;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP addresses as texts, without asking any server.
final class Addresses {

    private Addresses() {}

    /// Without a scope: `192.0.2.1`, `2001:db8:0:0:0:0:0:1`.
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /// As it stands in URIs and Vias, IPv6 in brackets.
    static String host(InetAddress address) {
        return address instanceof Inet6Address ? "[" + text(address) + "]" : text(address);
    }

    /// Whether it is an IP address and no name.
    static boolean isLiteral(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /// The address of a literal.
    static InetAddress ofLiteral(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + host + "\" is no IP address", e);
        }
    }

    /// Whether a text of a Via means this address.
    static boolean isSame(String host, InetAddress address) {
        return isLiteral(host) && ofLiteral(host).equals(address);
    }
}
