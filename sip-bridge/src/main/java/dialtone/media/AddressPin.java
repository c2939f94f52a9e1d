package dialtone.media;

import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

/// Where a trunk's packets really come from (symmetric RTP, RFC 4961).
///
/// A packet from the address that SDP told pins it at once. Behind a NAT that is another one: then
/// the first that sends several packets of one stream without anybody in between is pinned. From
/// then on nobody else is heard, or can turn the stream to himself, until SDP tells a new address.
///
/// Threading: for the port's thread.
final class AddressPin {

    /// Packets of one stream that show an address which SDP did not tell.
    private static final int LEARNED_BY = 5;

    private @Nullable Remote told;
    private @Nullable Remote pinned;
    private long high;
    private long low;
    private int port;
    private int source;
    private int seen;

    /// SDP has told an address. One that was told before stays as it is.
    void expect(Remote address) {
        if (told == null || !told.equals(address)) {
            told = address;
            pinned = null;
            seen = 0;
        }
    }

    /// Where to send; null before SDP tells.
    ///
    /// Hot path: called per packet.
    @Nullable Remote remote() {
        return pinned == null ? told : pinned;
    }

    /// Whether a packet is the trunk's.
    ///
    /// Hot path: called per packet.
    ///
    /// @param of the stream that it belongs to
    /// @param isAuthentic whether it was made with the trunk's key, and shows its address alone
    boolean accepts(Datagrams packets, int slot, int of, boolean isAuthentic) {
        if (told == null) {
            return false;
        }
        long fromHigh = packets.high(slot);
        long fromLow = packets.low(slot);
        int fromPort = packets.port(slot);
        if (pinned != null) {
            return isAuthentic || pinned.is(fromHigh, fromLow, fromPort);
        }
        if (told.is(fromHigh, fromLow, fromPort)) {
            pinned = told;
            return true;
        }
        boolean isSame =
                seen > 0 && of == source && fromLow == low && fromHigh == high && fromPort == port;
        high = fromHigh;
        low = fromLow;
        port = fromPort;
        source = of;
        seen = isSame ? seen + 1 : 1;
        if (isAuthentic || seen >= LEARNED_BY) {
            pinned = Remote.of(fromHigh, fromLow, fromPort);
            return true;
        }
        return false;
    }

    /// Whether an address is on the machine that is sent to.
    ///
    /// Hot path: called per packet.
    boolean isSameHost(Datagrams packets, int slot) {
        Remote now = remote();
        return now != null && now.low() == packets.low(slot) && now.high() == packets.high(slot);
    }
}
