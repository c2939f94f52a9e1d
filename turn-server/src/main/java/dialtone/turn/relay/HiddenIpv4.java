package dialtone.turn.relay;

import dialtone.udp.Remote;

/// Finds the IPv4 address that an IPv6 one stands for: that is where its packets would end, by a
/// translator or a tunnel somewhere on the way, or by this machine itself. Whoever judges an
/// address must judge what it hides as well.
///
/// Addresses are in the halves that [Remote] has, so that nothing is made of a packet's.
final class HiddenIpv4 {

    /// RFC 6052 section 2.1: `64:ff9b::/96`.
    private static final long NAT64_HIGH = 0x0064_ff9b_0000_0000L;

    /// RFC 3056 section 2: `2002::/16`, the address in the 32 bits behind.
    private static final int SIX_TO_FOUR = 0x2002;

    /// RFC 4380 section 4: `2001::/32`, the client's address inverted at the end.
    private static final int TEREDO = 0x2001_0000;

    /// RFC 4291 section 2.5.5.2: `::ffff:0:0/96`.
    private static final int MAPPED = 0x0000_ffff;

    /// RFC 2765 section 2.1: `::ffff:0:0:0/96`; no longer used, still routed by some systems.
    private static final int TRANSLATED = 0xffff_0000;

    /// Of the compatible form (RFC 4291 section 2.5.5.1), `::` and `::1` stand for themselves.
    private static final int FIRST_COMPATIBLE = 2;

    private static final long NONE = -1;

    private HiddenIpv4() {}

    /// The lower half of what an IPv6 address stands for; its own when it stands for itself. An
    /// IPv4 address is in its mapped form already, so it stays as it is.
    ///
    /// Hot path: called per Send indication to one of this machine's own addresses.
    static long revealedLow(long high, long low) {
        long address = find(high, low);
        return address == NONE ? low : ((long) MAPPED << Integer.SIZE) | address;
    }

    /// Whether it stands for another.
    static boolean isIn(long high, long low) {
        return find(high, low) != NONE;
    }

    private static long find(long high, long low) {
        long last = Integer.toUnsignedLong((int) low);
        int before = (int) (low >>> Integer.SIZE);
        if (high == 0) {
            boolean isHidden =
                    before == MAPPED
                            || before == TRANSLATED
                            || (before == 0 && low >= FIRST_COMPATIBLE);
            return isHidden ? last : NONE;
        }
        if (high == NAT64_HIGH && before == 0) {
            return last;
        }
        if (high >>> 48 == SIX_TO_FOUR) {
            return (high >>> 16) & 0xffff_ffffL;
        }
        if (high >>> Integer.SIZE == TEREDO) {
            return ~last & 0xffff_ffffL;
        }
        return NONE;
    }
}
