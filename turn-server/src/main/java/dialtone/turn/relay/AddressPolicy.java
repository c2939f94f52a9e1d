package dialtone.turn.relay;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Decides which addresses a stranger may make this server send to.
///
/// An address is first taken apart: every form that hides an IPv4 address in an IPv6 one is reduced
/// to the IPv4 address, because that is where the packets would end. Both the address as it was
/// given and what it hides must be allowed. A relay that skips this was fooled again and again
/// (CVE-2026-27624, CVE-2026-53450 and CVE-2026-73212 of other servers).
///
/// Everything that is not the public internet is denied, unless the operator allows it; what the
/// operator denies is denied in any case.
///
/// Threading: immutable.
public final class AddressPolicy {

    private static final int V4_BYTES = 4;

    /// Not the public internet, and why. Special-purpose registries of IANA (RFC 6890 and later).
    private static final List<Range> SPECIAL =
            List.of(
                    range("0.0.0.0/8", Denial.UNSPECIFIED),
                    range("10.0.0.0/8", Denial.PRIVATE),
                    range("100.64.0.0/10", Denial.CARRIER_NAT),
                    range("127.0.0.0/8", Denial.LOOPBACK),
                    range("169.254.0.0/16", Denial.LINK_LOCAL),
                    range("172.16.0.0/12", Denial.PRIVATE),
                    range("192.0.0.0/24", Denial.RESERVED),
                    range("192.0.2.0/24", Denial.RESERVED),
                    range("192.31.196.0/24", Denial.RESERVED),
                    range("192.52.193.0/24", Denial.RESERVED),
                    range("192.88.99.0/24", Denial.RESERVED),
                    range("192.168.0.0/16", Denial.PRIVATE),
                    range("192.175.48.0/24", Denial.RESERVED),
                    range("198.18.0.0/15", Denial.RESERVED),
                    range("198.51.100.0/24", Denial.RESERVED),
                    range("203.0.113.0/24", Denial.RESERVED),
                    range("224.0.0.0/4", Denial.MULTICAST),
                    range("240.0.0.0/4", Denial.RESERVED),
                    range("::1/128", Denial.LOOPBACK),
                    range("::/128", Denial.UNSPECIFIED),
                    range("fc00::/7", Denial.PRIVATE),
                    range("fe80::/10", Denial.LINK_LOCAL),
                    range("fec0::/10", Denial.PRIVATE),
                    range("ff00::/8", Denial.MULTICAST));

    /// Of IPv6 only this much has been given out (RFC 4291 section 2.4); the rest is reserved. So
    /// is 64:ff9b:1::/48, for translators inside somebody's network (RFC 8215): where in it they
    /// look for the IPv4 address is theirs to choose, so it is denied whatever it seems to hide.
    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private static final List<Cidr> V6_RESERVED =
            List.of(
                    Cidr.parse("2001::/23"),
                    Cidr.parse("2001:db8::/32"),
                    Cidr.parse("3fff::/20"),
                    Cidr.parse("2620:4f:8000::/48"));

    private volatile Blocks blocks;
    private final boolean loopbackAllowed;

    /// Why an address was denied; a label of the metric.
    public enum Denial {
        LOOPBACK,
        PRIVATE,
        LINK_LOCAL,
        CARRIER_NAT,
        MULTICAST,
        UNSPECIFIED,
        RESERVED,
        /// This machine's own address, at a port that is no relayed one.
        OWN,
        /// The operator denies it.
        CONFIGURED;

        /// The name in metrics and logs.
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Blocks(List<Cidr> allowed, List<Cidr> denied) {

        Blocks {
            allowed = List.copyOf(allowed);
            denied = List.copyOf(denied);
        }
    }

    private record Range(Cidr block, Denial denial) {}

    /// A policy.
    ///
    /// @param allowed blocks that are allowed although they are not the public internet
    /// @param denied blocks that are denied in any case
    /// @param loopbackAllowed for a relay that only this machine can use
    public AddressPolicy(List<Cidr> allowed, List<Cidr> denied, boolean loopbackAllowed) {
        blocks = new Blocks(allowed, denied);
        this.loopbackAllowed = loopbackAllowed;
    }

    /// Goes by other blocks from now on.
    public void update(List<Cidr> allowed, List<Cidr> denied) {
        blocks = new Blocks(allowed, denied);
    }

    /// Says why an address is denied; null when it is allowed.
    ///
    /// @param address 4 or 16 bytes as they came over the wire: Java's own class for addresses
    ///     would already have made an IPv4 address of a mapped one
    public @Nullable Denial check(byte[] address) {
        Blocks now = blocks;
        byte[] inner = hiddenV4(address);
        if (inner == null) {
            return checkPlain(address, now);
        }
        return contains(now.denied(), address) ? Denial.CONFIGURED : checkPlain(inner, now);
    }

    private @Nullable Denial checkPlain(byte[] address, Blocks now) {
        if (contains(now.denied(), address)) {
            return Denial.CONFIGURED;
        }
        if (contains(now.allowed(), address)) {
            return null;
        }
        for (Range range : SPECIAL) {
            if (range.block().contains(address)) {
                return loopbackAllowed && range.denial() == Denial.LOOPBACK ? null : range.denial();
            }
        }
        boolean isV6 = address.length != V4_BYTES;
        if (isV6 && (!GLOBAL_UNICAST.contains(address) || contains(V6_RESERVED, address))) {
            return Denial.RESERVED;
        }
        return null;
    }

    private static boolean contains(List<Cidr> blocks, byte[] address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// The IPv4 address that an IPv6 address stands for; null when it stands for itself.
    static byte @Nullable [] hiddenV4(byte[] address) {
        if (address.length == V4_BYTES) {
            return null;
        }
        for (Disguise disguise : Disguise.values()) {
            byte[] inner = disguise.reveal(address);
            if (inner != null) {
                return inner;
            }
        }
        return null;
    }

    /// The ways to write an IPv4 address as an IPv6 one.
    private enum Disguise {
        /// RFC 4291 section 2.5.5.2.
        MAPPED("00000000000000000000ffff", 12),
        /// RFC 2765 section 2.1: no longer used, still routed by some systems.
        TRANSLATED("0000000000000000ffff0000", 12),
        /// RFC 6052 section 2.1.
        NAT64("0064ff9b0000000000000000", 12),
        /// RFC 3056 section 2.
        SIX_TO_FOUR("2002", 2),
        /// RFC 4380 section 4: the client's address, inverted.
        TEREDO("20010000", 12),
        /// RFC 4291 section 2.5.5.1; `::` and `::1` stand for themselves.
        COMPATIBLE("000000000000000000000000", 12);

        private final String prefix;
        private final int at;

        Disguise(String prefix, int at) {
            this.prefix = prefix;
            this.at = at;
        }

        byte @Nullable [] reveal(byte[] address) {
            if (!HexFormat.of().formatHex(address).startsWith(prefix)) {
                return null;
            }
            byte[] inner = Arrays.copyOfRange(address, at, at + V4_BYTES);
            if (this == TEREDO) {
                for (int i = 0; i < inner.length; i++) {
                    inner[i] ^= (byte) 0xff;
                }
            }
            boolean isSpecial =
                    inner[0] == 0 && inner[1] == 0 && inner[2] == 0 && (inner[3] & 0xfe) == 0;
            return this == COMPATIBLE && isSpecial ? null : inner;
        }
    }

    private static Range range(String block, Denial denial) {
        return new Range(Cidr.parse(block), denial);
    }
}
