package dialtone.turn;

import dialtone.process.CannotListenException;
import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Bandwidth;
import dialtone.turn.allocation.Quotas;
import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.auth.Authenticator;
import dialtone.turn.relay.AddressPolicy;
import dialtone.turn.relay.OwnAddresses;
import dialtone.turn.relay.RelayContext;
import dialtone.turn.relay.RelayedAddresses;
import dialtone.turn.relay.Shard;
import dialtone.turn.relay.TurnMetrics;
import dialtone.turn.stream.StreamListeners;
import dialtone.turn.stream.TurnConnectionFactory;
import dialtone.udp.UdpSocket;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A TURN server (RFC 8656) over UDP and TCP.
///
/// ```java
/// try (TurnServer server = TurnServer.start(TurnConfig.defaults(), registry)) {
///     server.listeners(); // where clients reach it
/// }
/// ```
///
/// Threading: for any thread. Its work is done by one thread for each shard.
public final class TurnServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TurnServer.class);

    private static final String SOFTWARE = "Dialtone";
    private static final String KEY = "turn.listen";

    /// How many ports are tried when any will do.
    private static final int ATTEMPTS = 16;

    /// Beyond one for each allocation there may be.
    private static final int MORE_CONNECTIONS = 100;

    private final List<Shard> shards;
    private final StreamListeners streams;
    private final List<InetSocketAddress> listeners;

    private TurnServer(
            List<Shard> shards, StreamListeners streams, List<InetSocketAddress> listeners) {
        this.shards = List.copyOf(shards);
        this.streams = streams;
        this.listeners = List.copyOf(listeners);
    }

    /// Starts a server.
    ///
    /// @param registry where its metrics go
    /// @throws CannotListenException when a port cannot be had
    public static TurnServer start(TurnConfig config, MeterRegistry registry) {
        return start(config, registry, System::nanoTime, InstantSource.system());
    }

    /// Starts a server with other clocks.
    ///
    /// @param nanoClock for lifetimes, as [System#nanoTime()]
    /// @param clock for credentials and nonces
    static TurnServer start(
            TurnConfig config,
            MeterRegistry registry,
            LongSupplier nanoClock,
            InstantSource clock) {
        boolean isLocal = config.relayAddress().isLoopbackAddress();
        if (isLocal) {
            LOG.warn(
                    "event=turn_relay_is_local relay_address={}: peers on loopback are allowed, and"
                            + " nobody outside this machine can be reached; configure"
                            + " turn.relay-address",
                    config.relayAddress().getHostAddress());
        }
        List<Shard> shards = shards(config, context(config, registry, isLocal, clock), nanoClock);
        int maxConnections = config.totalQuota() + MORE_CONNECTIONS;
        StreamListeners streams = new StreamListeners(maxConnections, shards, registry);
        List<InetSocketAddress> listeners = new ArrayList<>();
        try {
            for (InetSocketAddress address : config.listen()) {
                listeners.add(listen(shards, streams, address));
            }
            for (int i = 0; i < shards.size(); i++) {
                shards.get(i).start("turn-" + i);
            }
            streams.start();
        } catch (RuntimeException e) {
            streams.close();
            shards.forEach(Shard::close);
            throw e;
        }
        LOG.info(
                "event=turn_started listeners={} relay_address={} shards={}",
                listeners,
                config.relayAddress().getHostAddress(),
                shards.size());
        return new TurnServer(shards, streams, listeners);
    }

    private static List<Shard> shards(
            TurnConfig config, RelayContext context, LongSupplier nanoClock) {
        int count =
                config.shards() == 0 ? Runtime.getRuntime().availableProcessors() : config.shards();
        List<Shard> shards = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                shards.add(new Shard(context, nanoClock, config.coalesceMicros()));
            }
            return shards;
        } catch (IOException e) {
            shards.forEach(Shard::close);
            throw new UncheckedIOException("the TURN server cannot open a selector", e);
        }
    }

    /// What the configuration says to shards.
    ///
    /// @param isLocal whether peers on loopback are allowed
    static RelayContext context(
            TurnConfig config, MeterRegistry registry, boolean isLocal, InstantSource clock) {
        RelayPorts ports = new RelayPorts(config.relayPortMin(), config.relayPortMax());
        return new RelayContext(
                config.relayAddress(),
                config.externalAddress(),
                config.maxAllocateLifetime(),
                new Allocation.Bounds(config.maxPermissions(), config.maxChannels()),
                config.unauthorizedRateLimit(),
                config.software() ? SOFTWARE : null,
                new Authenticator(config.realm(), config.users(), config.authSecrets(), clock),
                new AddressPolicy(config.allowedPeers(), config.deniedPeers(), isLocal),
                ownAddresses(config),
                new RelayedAddresses(config.relayPortMin(), config.relayPortMax()),
                ports,
                new Quotas(config.userQuota(), config.totalQuota()),
                new Bandwidth(config.bandwidth().limits()),
                new TurnMetrics(registry, ports));
    }

    private static OwnAddresses ownAddresses(TurnConfig config) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.add(config.relayAddress());
        addresses.add(config.reachableAddress());
        for (InetSocketAddress listen : config.listen()) {
            addresses.add(listen.getAddress());
            if (listen.getAddress().isAnyLocalAddress()) {
                addresses.addAll(interfaceAddresses());
            }
        }
        return new OwnAddresses(addresses, config.relayPortMin(), config.relayPortMax());
    }

    /// Where the machine is reached by a listener on all addresses, as far as is known at the
    // start.
    private static List<InetAddress> interfaceAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            throw new UncheckedIOException("this machine's addresses cannot be listed", e);
        }
    }

    /// Opens one address in all shards for UDP, and for TCP, on the same port.
    private static InetSocketAddress listen(
            List<Shard> shards, StreamListeners streams, InetSocketAddress address) {
        for (int attempt = 1; ; attempt++) {
            List<UdpSocket> opened = new ArrayList<>();
            InetSocketAddress bound = listenUdp(shards, address, opened);
            try {
                return streams.open(bound);
            } catch (IOException e) {
                opened.forEach(UdpSocket::close);
                // Any free port was asked for, and this one is free for UDP alone.
                if (address.getPort() != 0 || attempt == ATTEMPTS) {
                    throw new CannotListenException("TCP ", bound, KEY, e);
                }
            }
        }
    }

    private static InetSocketAddress listenUdp(
            List<Shard> shards, InetSocketAddress address, List<UdpSocket> opened) {
        InetSocketAddress bound = address;
        try {
            for (Shard shard : shards) {
                UdpSocket socket = shard.listenUdp(bound, shards.size() > 1);
                opened.add(socket);
                bound = socket.local();
            }
            return bound;
        } catch (IOException e) {
            throw new CannotListenException("UDP ", address, KEY, e);
        }
    }

    /// Where clients reach it, over UDP and over TCP, with the real ports.
    public List<InetSocketAddress> listeners() {
        return listeners;
    }

    /// Makes another server's connector speak TURN, so that it shares its port with TURN. Each
    /// connector needs one of its own.
    public TurnConnectionFactory connectionFactory() {
        return streams.connectionFactory();
    }

    /// Whether all its threads work.
    public boolean isHealthy() {
        return streams.isHealthy() && shards.stream().allMatch(Shard::isAlive);
    }

    @Override
    public void close() {
        streams.close();
        shards.forEach(Shard::close);
        LOG.info("event=turn_stopped");
    }
}
