package dialtone.turn.relay;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// A block of addresses, written `192.0.2.0/24` or `2001:db8::/32`; a single address is a block of
/// one.
///
/// @param first the block's lowest address
/// @param prefixBits how many leading bits all its addresses share
public record Cidr(InetAddress first, int prefixBits) {

    /// Java takes `10.1` for `10.0.0.1`, which is not what somebody means who writes `10.1/16`.
    private static final Pattern LITERAL =
            Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    public Cidr {
        byte[] bytes = first.getAddress();
        int width = bytes.length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > width) {
            throw new IllegalArgumentException(
                    "/" + prefixBits + " (expected: /0 to /" + width + ")");
        }
        for (int bit = prefixBits; bit < width; bit++) {
            if ((bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
                throw new IllegalArgumentException(
                        first.getHostAddress()
                                + "/"
                                + prefixBits
                                + " has bits set after its prefix (expected: the block's first"
                                + " address)");
            }
        }
    }

    /// Reads what [#toString()] writes.
    ///
    /// @throws IllegalArgumentException when the text is no such block
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(address).matches()) {
            throw noBlock(text);
        }
        InetAddress first;
        int prefixBits;
        try {
            first = InetAddress.ofLiteral(address);
            prefixBits =
                    slash < 0
                            ? first.getAddress().length * Byte.SIZE
                            : Integer.parseInt(text.substring(slash + 1));
        } catch (IllegalArgumentException _) {
            throw noBlock(text);
        }
        return new Cidr(first, prefixBits);
    }

    private static IllegalArgumentException noBlock(String text) {
        return new IllegalArgumentException(
                "'"
                        + text
                        + "' is no block of addresses (expected: like 192.0.2.0/24 or fd00::/8)");
    }

    /// Whether the address lies in the block. IPv4 and IPv6 are different families.
    public boolean contains(byte[] address) {
        byte[] block = first.getAddress();
        if (address.length != block.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != block[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        int mask = 0xff00 >> rest & 0xff;
        return rest == 0 || (address[whole] & mask) == (block[whole] & mask);
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + prefixBits;
    }
}
