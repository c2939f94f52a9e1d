package dialtone.turn.allocation;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// An allocation as it was at one moment, for people who look at the relay.
///
/// @param id unlike that of any other, also after a restart
/// @param user what quotas count by
/// @param username of the credential that made it
/// @param transport how its client reaches the relay: `udp` or `tcp`
/// @param client its client's address, as the relay sees it
/// @param relayed its addresses, as the client was told them
/// @param secondsLeft until it ends without a refresh
/// @param permissions peers it may exchange packets with
/// @param channels it has
/// @param packetsToPeers that it has relayed so far, in payload as the next three
public record LiveAllocation(
        String id,
        String user,
        String username,
        String transport,
        InetSocketAddress client,
        List<InetSocketAddress> relayed,
        Duration age,
        int secondsLeft,
        int permissions,
        int channels,
        long packetsToPeers,
        long bytesToPeers,
        long packetsToClient,
        long bytesToClient) {

    public LiveAllocation {
        relayed = List.copyOf(relayed);
    }
}
