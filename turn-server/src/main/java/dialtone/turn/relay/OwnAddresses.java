package dialtone.turn.relay;

import dialtone.udp.Remote;

import java.net.InetAddress;
import java.util.Collection;

/// This machine's own addresses, as peers. Two clients of this relay meet at the ports of relayed
/// addresses, so these are allowed; everything else that listens there would take a packet of the
/// relay for one of its own machine (CVE-2018-4058 of another server). Whatever hides one of them
/// would come back here from the nearest translator, so it is the same.
///
/// Threading: immutable.
public final class OwnAddresses {

    private final long[] high;
    private final long[] low;
    private final int relayPortMin;
    private final int relayPortMax;

    /// Guards addresses.
    ///
    /// @param addresses where this machine is reached; the address policy alone decides about
    ///     loopback ones and wildcards
    public OwnAddresses(Collection<InetAddress> addresses, int relayPortMin, int relayPortMax) {
        byte[][] guarded =
                addresses.stream()
                        .filter(a -> !a.isLoopbackAddress() && !a.isAnyLocalAddress())
                        .distinct()
                        .map(InetAddress::getAddress)
                        .toArray(byte[][]::new);
        this.high = new long[guarded.length];
        this.low = new long[guarded.length];
        for (int i = 0; i < guarded.length; i++) {
            high[i] = Remote.high(guarded[i]);
            low[i] = Remote.low(guarded[i]);
        }
        this.relayPortMin = relayPortMin;
        this.relayPortMax = relayPortMax;
    }

    /// Whether nothing may be sent there.
    ///
    /// Hot path: called per Send indication.
    boolean forbid(long peerHigh, long peerLow, int port) {
        if (port >= relayPortMin && port <= relayPortMax) {
            return false;
        }
        long plainHigh = HiddenIpv4.isIn(peerHigh, peerLow) ? 0 : peerHigh;
        long plainLow = HiddenIpv4.revealedLow(peerHigh, peerLow);
        for (int i = 0; i < low.length; i++) {
            if (low[i] == plainLow && high[i] == plainHigh) {
                return true;
            }
        }
        return false;
    }
}
