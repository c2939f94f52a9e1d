package dialtone.turn;

import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.relay.Discovery;
import dialtone.turn.relay.RelayAddresses;
import dialtone.turn.relay.Shard;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Opens the sockets of NAT behaviour discovery: beside the one at the first listening address, one
/// for each other pair of the two addresses and the two ports.
final class DiscoveryListeners {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryListeners.class);

    private static final String KEY = "turn.discovery.alternate-address";

    private DiscoveryListeners() {}

    /// Opens them in all shards, if they are configured.
    ///
    /// @param primary the sockets at the first listening address, one of each shard
    static void open(TurnConfig config, List<Shard> shards, List<UdpSocket> primary) {
        InetAddress alternate = config.discovery().alternateAddress();
        if (alternate == null) {
            return;
        }
        InetSocketAddress first = primary.getFirst().local();
        List<UdpSocket> otherPort =
                listen(shards, first.getAddress(), config.discovery().alternatePort());
        int alternatePort = otherPort.getFirst().local().getPort();
        List<UdpSocket> otherAddress = listen(shards, alternate, first.getPort());
        List<UdpSocket> both = listen(shards, alternate, alternatePort);
        RelayAddresses external = config.externalAddress();
        AddressFamily family = AddressFamily.of(first.getAddress());
        InetAddress told = told(first.getAddress(), external == null ? null : external.of(family));
        InetAddress alternateTold = told(alternate, config.discovery().alternateExternalAddress());
        for (int i = 0; i < shards.size(); i++) {
            shards.get(i)
                    .offer(
                            new Discovery(
                                    primary.get(i),
                                    otherPort.get(i),
                                    otherAddress.get(i),
                                    both.get(i),
                                    told,
                                    alternateTold));
        }
        LOG.info(
                "event=turn_discovery_started address={} alternate_address={} port={}"
                        + " alternate_port={}",
                told.getHostAddress(),
                alternateTold.getHostAddress(),
                first.getPort(),
                alternatePort);
    }

    private static List<UdpSocket> listen(List<Shard> shards, InetAddress address, int port) {
        List<UdpSocket> opened = new ArrayList<>();
        TurnServer.listenUdp(shards, new InetSocketAddress(address, port), opened, KEY);
        return opened;
    }

    private static InetAddress told(InetAddress own, @Nullable InetAddress external) {
        return external == null ? own : external;
    }
}
