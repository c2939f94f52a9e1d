package dialtone.media.srtp;

/// What is known of the packets of one source: how often its sequence numbers began anew, and which
/// of the last packets were there (RFC 3711 sections 3.3.1 and 3.3.2).
///
/// Threading: for one thread.
final class RtpStream {

    private static final int WINDOW = Long.SIZE;
    private static final int HALF = 0x8000;

    private long highest = -1;

    /// The packets that were there: bit 0 is the highest.
    private long window;

    /// The index of a packet by its sequence number: the likeliest of those that have it; negative
    /// when it would be from before the first.
    ///
    /// Hot path: called per packet.
    long index(int sequence) {
        if (highest < 0) {
            return sequence;
        }
        int last = (int) (highest & 0xffff);
        long rollOver = highest >>> Short.SIZE;
        if (last < HALF && sequence - last > HALF) {
            rollOver--;
        } else if (last >= HALF && last - HALF > sequence) {
            rollOver++;
        }
        return (rollOver << Short.SIZE) | sequence;
    }

    /// Whether the packet was not there yet, as far as that is known.
    ///
    /// Hot path: called per packet.
    boolean isNew(long index) {
        if (index > highest) {
            return true;
        }
        long behind = highest - index;
        return index >= 0 && behind < WINDOW && ((window >>> behind) & 1) == 0;
    }

    /// The packet is there.
    ///
    /// Hot path: called per packet.
    void accept(long index) {
        if (index > highest) {
            long ahead = index - highest;
            window = ahead >= WINDOW ? 1 : (window << ahead) | 1;
            highest = index;
        } else {
            window |= 1L << (highest - index);
        }
    }
}
