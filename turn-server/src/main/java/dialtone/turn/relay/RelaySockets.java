package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.RelayedAddress;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.tcp.TcpRelay;
import dialtone.udp.UdpLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// Opens and closes the sockets behind relayed addresses.
///
/// Threading: for the shard's thread.
final class RelaySockets {

    private static final Logger LOG = LoggerFactory.getLogger(RelaySockets.class);

    /// How many ports are tried that turn out to be another program's.
    private static final int ATTEMPTS = 16;

    /// Packets of a few hundred milliseconds of video.
    private static final int SOCKET_BUFFER_BYTES = 1024 * 1024;

    private final UdpLoop loop;
    private final RelayContext context;
    private final Executor shard;
    private final LongSupplier nanoClock;

    RelaySockets(UdpLoop loop, RelayContext context, Executor shard, LongSupplier nanoClock) {
        this.loop = loop;
        this.context = context;
        this.shard = shard;
        this.nanoClock = nanoClock;
    }

    /// Whether there are addresses of this family here.
    boolean has(AddressFamily family) {
        return context.relayAddress().of(family) != null;
    }

    /// Gives an allocation an address of a family that there is here.
    ///
    /// @return null when there is no port for it
    @Nullable RelayedAddress open(
            Allocation owner, AddressFamily family, boolean isEven, long nowNanos) {
        List<Integer> taken = new ArrayList<>();
        RelayedAddress opened = null;
        for (int i = 0; i < ATTEMPTS && opened == null; i++) {
            int port = context.ports().take(isEven);
            if (port == 0) {
                break;
            }
            opened = openAt(owner, family, port, nowNanos);
            if (opened == null) {
                // Given back only at the end, so that it is not drawn again meanwhile.
                taken.add(port);
            }
        }
        taken.forEach(context.ports()::give);
        return opened;
    }

    /// Gives an allocation an address at a port that was taken for it.
    ///
    /// @return null when the port is another program's
    @Nullable RelayedAddress openAt(
            Allocation owner, AddressFamily family, int port, long nowNanos) {
        RelayedAddress address =
                new RelayedAddress(new InetSocketAddress(told(family), port), nowNanos);
        if (!open(owner, address)) {
            return null;
        }
        owner.add(address);
        context.relayedAddresses().add(address.remote(), owner);
        return address;
    }

    /// Gives an allocation an address at an even port, and takes the port after it as well.
    ///
    /// @return null when there is no such pair
    @Nullable RelayedAddress openPair(Allocation owner, AddressFamily family, long nowNanos) {
        List<Integer> taken = new ArrayList<>();
        RelayedAddress opened = null;
        for (int i = 0; i < ATTEMPTS && opened == null; i++) {
            int even = context.ports().takePair();
            if (even == 0) {
                break;
            }
            opened = openAt(owner, family, even, nowNanos);
            if (opened == null) {
                taken.add(even);
                taken.add(even + 1);
            }
        }
        taken.forEach(context.ports()::give);
        return opened;
    }

    /// Opens the socket of an address that has its port still; false when another program took it.
    boolean reopen(Allocation owner, RelayedAddress address) {
        return open(owner, address);
    }

    private boolean open(Allocation owner, RelayedAddress address) {
        InetSocketAddress local = new InetSocketAddress(own(address.family()), address.port());
        try {
            if (owner.isTcp()) {
                address.open(openTcp(owner, local));
            } else {
                address.open(loop.open(local, owner, SOCKET_BUFFER_BYTES, false));
            }
            return true;
        } catch (IOException e) {
            LOG.debug("event=relay_port_refused port={} cause={}", address.port(), e.toString());
            return false;
        }
    }

    private TcpRelay openTcp(Allocation owner, InetSocketAddress local) throws IOException {
        return TcpRelay.open(
                local,
                new TcpOwner(owner, context.metrics(), nanoClock),
                shard,
                context.peerConnections(),
                context.bounds().maxChannels());
    }

    private InetAddress own(AddressFamily family) {
        return Objects.requireNonNull(context.relayAddress().of(family), "an unsupported family");
    }

    private InetAddress told(AddressFamily family) {
        RelayAddresses external = context.externalAddress();
        InetAddress told = external == null ? null : external.of(family);
        return told == null ? own(family) : told;
    }

    /// Closes an address for good.
    void close(Allocation owner, RelayedAddress address) {
        context.relayedAddresses().remove(address.remote());
        owner.remove(address);
        address.close();
        context.ports().give(address.port());
    }
}
