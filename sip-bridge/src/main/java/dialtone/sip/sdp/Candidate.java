package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// An ICE candidate (RFC 8839 section 5.1), without related address and extensions.
///
/// @param address an address, or a name such as a browser's `….local`
public record Candidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type) {

    private static final int PARTS = 8;
    private static final int MAX_PORT = 65_535;
    private static final String PREFIX = "candidate:";

    /// Reads an attribute's value, or what browsers trickle, which has `candidate:` in front; null
    /// when it is no candidate.
    public static @Nullable Candidate parse(String text) {
        String value = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        String[] parts = value.strip().split(" +", -1);
        if (parts.length < PARTS || !parts[6].equals("typ")) {
            return null;
        }
        int component = Numbers.parse(parts[1], 256);
        long priority = Numbers.parse(parts[3], Integer.MAX_VALUE);
        int port = Numbers.parse(parts[5], MAX_PORT);
        if (component < 1 || priority < 0 || port < 0) {
            return null;
        }
        String transport = parts[2].toLowerCase(Locale.ROOT);
        return new Candidate(parts[0], component, transport, priority, parts[4], port, parts[7]);
    }

    /// Whether it can be tried here: UDP, for RTP, and with an address that needs no asking.
    public boolean isUsable() {
        return component == 1
                && port > 0
                && transport.equals("udp")
                && new Connection(false, address).literal() != null;
    }

    /// The attribute's value.
    @Override
    public String toString() {
        return String.join(
                " ",
                foundation,
                Integer.toString(component),
                transport,
                Long.toString(priority),
                address,
                Integer.toString(port),
                "typ",
                type);
    }
}
