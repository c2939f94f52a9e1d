package dialtone.turn.relay;

import dialtone.udp.Remote;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;

/// This machine's own addresses, as peers. Two clients of this relay meet at the ports of relayed
/// addresses, so these are allowed; everything else that listens there would take a packet of the
/// relay for one of its own machine (CVE-2018-4058 of another server). Whatever hides one of them
/// would come back here from the nearest translator, so it is the same.
///
/// Services of this process that clients are meant to reach through the relay are named by
/// [#serve(Collection)]: each is reached at its port, whatever the policy says of its address, and
/// nothing else there.
///
/// Threading: for any thread; what is served is told once, before clients ask for it.
public final class OwnAddresses {

    private final long[] high;
    private final long[] low;
    private final int relayPortMin;
    private final int relayPortMax;
    private volatile Remote[] services = {};

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

    /// Lets clients reach these services of this process over UDP, in the place of those before.
    /// Those on loopback are left to the address policy.
    public void serve(Collection<InetSocketAddress> reachable) {
        services =
                reachable.stream()
                        .filter(
                                each ->
                                        !each.getAddress().isLoopbackAddress()
                                                && !each.getAddress().isAnyLocalAddress())
                        .map(Remote::of)
                        .toArray(Remote[]::new);
    }

    /// Whether a service is at this address, spelled as it is: one that is hidden in another is
    /// none.
    boolean isServing(long peerHigh, long peerLow) {
        for (Remote service : services) {
            if (service.low() == peerLow && service.high() == peerHigh) {
                return true;
            }
        }
        return false;
    }

    /// Whether nothing may be sent there.
    ///
    /// Hot path: called per Send indication.
    boolean forbid(long peerHigh, long peerLow, int port) {
        boolean isServing = false;
        for (Remote service : services) {
            if (service.low() == peerLow && service.high() == peerHigh) {
                if (service.port() == port) {
                    return false;
                }
                isServing = true;
            }
        }
        return isRelayed(port)
                ? isServing && !isGuarded(peerHigh, peerLow)
                : isServing || isGuarded(peerHigh, peerLow);
    }

    /// Whether no connection may be made there: services take none.
    boolean forbidConnection(long peerHigh, long peerLow, int port) {
        return !isRelayed(port) && isGuarded(peerHigh, peerLow);
    }

    private boolean isRelayed(int port) {
        return port >= relayPortMin && port <= relayPortMax;
    }

    private boolean isGuarded(long peerHigh, long peerLow) {
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
