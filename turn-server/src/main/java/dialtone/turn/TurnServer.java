package dialtone.turn;

import dialtone.config.Problems.Problem;
import dialtone.process.CannotListenException;
import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Bandwidth;
import dialtone.turn.allocation.Quotas;
import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.allocation.Reservations;
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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A TURN server (RFC 8656) over UDP, TCP and TLS.
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
    private static final String TLS_KEY = "turn.tls.listen";

    /// How many ports are tried when any will do.
    private static final int ATTEMPTS = 16;

    /// Beyond one for each allocation there may be.
    private static final int MORE_CONNECTIONS = 100;

    private final List<Shard> shards;
    private final StreamListeners streams;
    private final List<InetSocketAddress> listeners;
    private final List<InetSocketAddress> tlsListeners;

    private TurnServer(
            List<Shard> shards,
            StreamListeners streams,
            List<InetSocketAddress> listeners,
            List<InetSocketAddress> tlsListeners) {
        this.shards = List.copyOf(shards);
        this.streams = streams;
        this.listeners = List.copyOf(listeners);
        this.tlsListeners = List.copyOf(tlsListeners);
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
        boolean isLocal =
                config.relayAddress().all().stream().allMatch(InetAddress::isLoopbackAddress);
        if (isLocal) {
            LOG.warn(
                    "event=turn_relay_is_local relay_address={}: peers on loopback are allowed, and"
                            + " nobody outside this machine can be reached; configure"
                            + " turn.relay-address",
                    config.relayAddress());
        }
        List<Shard> shards = shards(config, context(config, registry, isLocal, clock), nanoClock);
        int maxConnections = config.totalQuota() + MORE_CONNECTIONS;
        StreamListeners streams =
                new StreamListeners(
                        maxConnections, config.proxyProtocolFrom(), config.tls(), shards, registry);
        List<InetSocketAddress> listeners = new ArrayList<>();
        List<InetSocketAddress> tlsListeners = new ArrayList<>();
        try {
            for (InetSocketAddress address : config.listen()) {
                listeners.add(listen(shards, streams, address));
            }
            for (InetSocketAddress address : config.tls().listen()) {
                tlsListeners.add(listenTls(streams, address));
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
                "event=turn_started listeners={} tls_listeners={} relay_address={} shards={}",
                listeners,
                tlsListeners,
                config.relayAddress(),
                shards.size());
        return new TurnServer(shards, streams, listeners, tlsListeners);
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

    private static RelayContext context(
            TurnConfig config, MeterRegistry registry, boolean isLocal, InstantSource clock) {
        RelayPorts ports = new RelayPorts(config.relayPortMin(), config.relayPortMax());
        Quotas quotas = new Quotas(config.userQuota(), config.totalQuota());
        Reservations reservations = new Reservations(ports, quotas);
        return new RelayContext(
                config.relayAddress(),
                config.externalAddress(),
                config.allocationDefaultAddressFamily(),
                config.maxAllocateLifetime(),
                new Allocation.Bounds(config.maxPermissions(), config.maxChannels()),
                config.unauthorizedRateLimit(),
                config.software() ? SOFTWARE : null,
                new Authenticator(config.realm(), config.users(), config.authSecrets(), clock),
                new AddressPolicy(config.allowedPeers(), config.deniedPeers(), isLocal),
                ownAddresses(config),
                new RelayedAddresses(config.relayPortMin(), config.relayPortMax()),
                ports,
                quotas,
                new Bandwidth(config.bandwidth().limits()),
                reservations,
                new TurnMetrics(registry, ports, reservations));
    }

    private static OwnAddresses ownAddresses(TurnConfig config) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.addAll(config.relayAddress().all());
        addresses.addAll(config.reachableAddresses());
        config.listen().forEach(listen -> addresses.add(listen.getAddress()));
        config.tls().listen().forEach(listen -> addresses.add(listen.getAddress()));
        return new OwnAddresses(addresses, config.relayPortMin(), config.relayPortMax());
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

    private static InetSocketAddress listenTls(StreamListeners streams, InetSocketAddress address) {
        try {
            return streams.openTls(address);
        } catch (IOException e) {
            throw new CannotListenException("TCP ", address, TLS_KEY, e);
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

    /// Where clients reach it over TLS alone, with the real ports.
    public List<InetSocketAddress> tlsListeners() {
        return tlsListeners;
    }

    /// The name that clients reach it by over TLS, from the certificate; null when it is for
    /// addresses alone, or there is none.
    public @Nullable String tlsHostName() {
        return streams.hostName();
    }

    /// Reads the certificate for TLS again; connections there are do not notice.
    ///
    /// @return what is wrong with it, in which case the one before stays; empty when nothing is
    public List<Problem> reloadCertificate() {
        return streams.reloadCertificate();
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
