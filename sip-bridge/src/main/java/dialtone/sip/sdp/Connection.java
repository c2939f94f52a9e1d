package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/// What a `c=` line says: where media is wanted.
///
/// @param address as it was written, without a time to live
public record Connection(boolean isV6, String address) {

    private static final int PARTS = 3;

    public Connection {
        if (address.isEmpty() || !Attribute.isOneLine(address) || address.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("no address: " + address);
        }
    }

    public static Connection of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return new Connection(
                address instanceof Inet6Address, zone < 0 ? text : text.substring(0, zone));
    }

    /// Reads `IN IP4 192.0.2.1`; null when it is something else.
    static @Nullable Connection parse(String text) {
        String[] parts = text.strip().split(" +", -1);
        if (parts.length != PARTS || !parts[0].equalsIgnoreCase("IN")) {
            return null;
        }
        String type = parts[1].toUpperCase(Locale.ROOT);
        int slash = parts[2].indexOf('/');
        String address = slash < 0 ? parts[2] : parts[2].substring(0, slash);
        boolean isKnown = type.equals("IP4") || type.equals("IP6");
        return isKnown && !address.isEmpty() ? new Connection(type.equals("IP6"), address) : null;
    }

    /// The address, null when it is a name: names are not looked up.
    public @Nullable InetAddress literal() {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Whether it is 0.0.0.0 or ::, by which phones of RFC 2543 put a call on hold.
    public boolean isUnspecified() {
        InetAddress literal = literal();
        return literal != null && literal.isAnyLocalAddress();
    }

    @Override
    public String toString() {
        return (isV6 ? "IN IP6 " : "IN IP4 ") + address;
    }
}
