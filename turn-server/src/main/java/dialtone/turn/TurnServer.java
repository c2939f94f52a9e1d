package dialtone.turn;

import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.config.Problems.Problem;
import dialtone.process.CannotListenException;
import dialtone.tls.TlsCertificate;
import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Bandwidth;
import dialtone.turn.allocation.LiveAllocation;
import dialtone.turn.allocation.Quotas;
import dialtone.turn.allocation.RelayPorts;
import dialtone.turn.allocation.Reservations;
import dialtone.turn.auth.AccessTokens;
import dialtone.turn.auth.Authenticator;
import dialtone.turn.dtls.DtlsServer;
import dialtone.turn.relay.AddressAdvice;
import dialtone.turn.relay.AddressPolicy;
import dialtone.turn.relay.Operation;
import dialtone.turn.relay.OwnAddresses;
import dialtone.turn.relay.RelayContext;
import dialtone.turn.relay.RelayedAddresses;
import dialtone.turn.relay.Shard;
import dialtone.turn.relay.Tickets;
import dialtone.turn.relay.TurnMetrics;
import dialtone.turn.stream.StreamListeners;
import dialtone.turn.stream.TurnConnectionFactory;
import dialtone.turn.tcp.PeerConnections;
import dialtone.udp.UdpSocket;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// A TURN server (RFC 8656) over UDP, TCP, TLS and DTLS.
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

    /// How long a shard may take to answer.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Beyond one for each allocation there may be.
    private static final int MORE_CONNECTIONS = 100;

    private final RelayContext context;
    private final List<Shard> shards;
    private final StreamListeners streams;
    private final SelfTest selfTest;
    private final List<InetSocketAddress> listeners;
    private final List<InetSocketAddress> tlsListeners;

    private TurnServer(
            RelayContext context,
            List<Shard> shards,
            StreamListeners streams,
            SelfTest selfTest,
            List<InetSocketAddress> listeners,
            List<InetSocketAddress> tlsListeners) {
        this.context = context;
        this.shards = List.copyOf(shards);
        this.streams = streams;
        this.selfTest = selfTest;
        this.listeners = List.copyOf(listeners);
        this.tlsListeners = List.copyOf(tlsListeners);
    }

    /// Starts a server.
    ///
    /// @param registry where its metrics go
    /// @throws CannotListenException when a port cannot be had
    public static TurnServer start(TurnConfig config, MeterRegistry registry) {
        return start(config, null, registry);
    }

    /// Starts a server that shows the certificate of somebody else.
    ///
    /// @param certificate who gives it renews it; null: the one that is configured, if there is one
    /// @param registry where its metrics go
    /// @throws CannotListenException when a port cannot be had
    public static TurnServer start(
            TurnConfig config, @Nullable TlsCertificate certificate, MeterRegistry registry) {
        return start(config, certificate, registry, System::nanoTime, InstantSource.system());
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
        return start(config, null, registry, nanoClock, clock);
    }

    private static TurnServer start(
            TurnConfig configured,
            @Nullable TlsCertificate given,
            MeterRegistry registry,
            LongSupplier nanoClock,
            InstantSource clock) {
        TlsCertificate certificate = given == null ? configured.tls().load() : given;
        Problems problems = new Problems();
        configured.tls().requireCertificate(certificate != null, "turn.tls.", problems);
        problems.orThrow();
        SelfTest selfTest = new SelfTest(configured.selfTestInterval(), registry);
        TurnConfig config = selfTest.admit(configured);
        boolean isLocal =
                config.relayAddress().all().stream().allMatch(InetAddress::isLoopbackAddress);
        if (isLocal) {
            LOG.warn(
                    "event=turn_relay_is_local relay_address={}: peers on loopback are allowed, and"
                            + " nobody outside this machine can be reached; configure"
                            + " turn.relay-address",
                    config.relayAddress());
        }
        AddressAdvice.of(
                        config.relayAddress(),
                        config.externalAddress(),
                        Machine.addresses(),
                        Machine.isContainer())
                .forEach(advice -> LOG.warn("event=turn_address_problem: {}", advice));
        DtlsServer dtls =
                DtlsServer.of(config.dtls(), certificate, maxConnections(config), registry);
        RelayContext context = context(config, dtls, registry, isLocal, clock);
        List<Shard> shards = shards(config, context, nanoClock);
        StreamListeners streams = streams(config, certificate, shards, registry);
        List<InetSocketAddress> listeners = new ArrayList<>();
        List<InetSocketAddress> tlsListeners = new ArrayList<>();
        try {
            for (InetSocketAddress address : config.listen()) {
                List<UdpSocket> opened = listen(shards, streams, address);
                if (listeners.isEmpty()) {
                    DiscoveryListeners.open(config, shards, opened);
                }
                listeners.add(opened.getFirst().local());
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
        Operation operation = context.operation();
        Gauge.builder("dialtone.turn.draining", operation, o -> o.isDraining() ? 1 : 0)
                .description("Whether no new allocations are made")
                .register(registry);
        LOG.info(
                "event=turn_started listeners={} tls_listeners={} relay_address={} shards={}",
                listeners,
                tlsListeners,
                config.relayAddress(),
                shards.size());
        selfTest.start(listeners.getFirst(), operation::isDraining);
        return new TurnServer(context, shards, streams, selfTest, listeners, tlsListeners);
    }

    /// Lets clients reach these services of the same process through the relay over UDP, which are
    /// on this machine and else could not be: each at its port, and nothing else there.
    ///
    /// @param reachable as clients are told them
    public void serve(Collection<InetSocketAddress> reachable) {
        context.ownAddresses().serve(reachable);
        LOG.info("event=turn_serves services={}", reachable);
    }

    private static int maxConnections(TurnConfig config) {
        return Math.clamp((long) config.totalQuota() + MORE_CONNECTIONS, 1, Integer.MAX_VALUE);
    }

    private static StreamListeners streams(
            TurnConfig config,
            @Nullable TlsCertificate certificate,
            List<Shard> shards,
            MeterRegistry registry) {
        try {
            return new StreamListeners(
                    maxConnections(config),
                    config.proxyProtocolFrom(),
                    config.tls(),
                    certificate,
                    shards,
                    registry);
        } catch (RuntimeException e) {
            shards.forEach(Shard::close);
            throw e;
        }
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
    /// @param dtls null when DTLS is not taken
    /// @param isLocal whether peers on loopback are allowed
    static RelayContext context(
            TurnConfig config,
            @Nullable DtlsServer dtls,
            MeterRegistry registry,
            boolean isLocal,
            InstantSource clock) {
        RelayPorts ports = new RelayPorts(config.relayPortMin(), config.relayPortMax());
        Quotas quotas = new Quotas(config.userQuota(), config.totalQuota());
        Reservations reservations = new Reservations(ports, quotas);
        PeerConnections connections = new PeerConnections();
        return new RelayContext(
                config.relayAddress(),
                config.externalAddress(),
                config.allocationDefaultAddressFamily(),
                new Operation(limits(config)),
                config.software() ? SOFTWARE : null,
                new Authenticator(
                        config.realm(),
                        config.users(),
                        config.authSecrets(),
                        config.oauth().tokens(config.realm()),
                        clock),
                new AddressPolicy(config.allowedPeers(), config.deniedPeers(), isLocal),
                ownAddresses(config),
                new RelayedAddresses(config.relayPortMin(), config.relayPortMax()),
                ports,
                quotas,
                new Bandwidth(config.bandwidth().limits()),
                reservations,
                connections,
                config.mobility() ? new Tickets() : null,
                new TurnMetrics(registry, ports, reservations, connections),
                dtls);
    }

    private static Operation.Limits limits(TurnConfig config) {
        return new Operation.Limits(
                config.maxAllocateLifetime(),
                new Allocation.Bounds(config.maxPermissions(), config.maxChannels()),
                config.unauthorizedRateLimit(),
                config.alternateServer());
    }

    private static OwnAddresses ownAddresses(TurnConfig config) {
        List<InetAddress> addresses = new ArrayList<>();
        addresses.addAll(config.relayAddress().all());
        addresses.addAll(config.reachableAddresses());
        addresses.addAll(config.discovery().addresses());
        List<InetSocketAddress> listening = new ArrayList<>(config.listen());
        listening.addAll(config.tls().listen());
        for (InetSocketAddress listen : listening) {
            addresses.add(listen.getAddress());
            if (listen.getAddress().isAnyLocalAddress()) {
                addresses.addAll(Machine.addresses());
            }
        }
        return new OwnAddresses(addresses, config.relayPortMin(), config.relayPortMax());
    }

    /// Opens one address in all shards for UDP, and for TCP, on the same port.
    ///
    /// @return the sockets of UDP, one of each shard
    private static List<UdpSocket> listen(
            List<Shard> shards, StreamListeners streams, InetSocketAddress address) {
        for (int attempt = 1; ; attempt++) {
            List<UdpSocket> opened = new ArrayList<>();
            InetSocketAddress bound = listenUdp(shards, address, opened, KEY);
            try {
                streams.open(bound);
                return opened;
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

    /// Opens one address in all shards for UDP.
    ///
    /// @param opened where the sockets are put, one of each shard
    /// @param key of the configuration that has the address
    static InetSocketAddress listenUdp(
            List<Shard> shards, InetSocketAddress address, List<UdpSocket> opened, String key) {
        InetSocketAddress bound = address;
        try {
            for (Shard shard : shards) {
                UdpSocket socket = shard.listenUdp(bound, shards.size() > 1);
                opened.add(socket);
                bound = socket.local();
            }
            return bound;
        } catch (IOException e) {
            throw new CannotListenException("UDP ", address, key, e);
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

    /// What the last self-test found wrong; null when it found nothing, or there was none yet.
    public @Nullable String selfTestProblem() {
        return selfTest.problem();
    }

    /// The allocations there are now, but for those of the self-test. Waits for the relay's
    /// threads, so not for one of them to ask.
    ///
    /// @throws IllegalStateException when the relay does not answer
    public List<LiveAllocation> allocations() {
        List<CompletableFuture<List<LiveAllocation>>> asked =
                shards.stream().map(Shard::allocations).toList();
        return asked.stream()
                .flatMap(answer -> await(answer).stream())
                .filter(allocation -> !selfTest.isOwn(allocation.user()))
                .toList();
    }

    /// Ends one allocation. Waits for the relay's threads, so not for one of them to ask.
    ///
    /// @return whether there was one of this id
    /// @throws IllegalStateException when the relay does not answer
    public boolean end(String allocationId) {
        List<CompletableFuture<Integer>> asked =
                shards.stream()
                        .map(shard -> shard.endIf(one -> one.id().equals(allocationId)))
                        .toList();
        return asked.stream().mapToInt(TurnServer::await).sum() > 0;
    }

    /// Refuses a credential from now on, until it would have ended by itself, and ends its
    /// allocations at once. Of a name in the configuration, which has no end, only the allocations
    /// end. Does not wait.
    ///
    /// @param username of the credential, whole
    public void revoke(String username) {
        // The credential first: a request that was judged before is done before the shard's task.
        context.authenticator().revoke(username);
        for (Shard shard : shards) {
            var _ =
                    shard.endIf(one -> one.username().equals(username))
                            .whenComplete(TurnServer::revoked);
        }
    }

    /// Makes no new allocations, or makes them again; those there are live on.
    public void drain(boolean isWished) {
        context.operation().drain(isWished);
        LOG.info("event=turn_draining enabled={}", isWished);
    }

    public boolean isDraining() {
        return context.operation().isDraining();
    }

    /// Goes by another configuration from now on, as far as a running relay can: who is known,
    /// quotas and limits, allowed and denied peers, bandwidth. What there is already keeps what it
    /// has, except for the bandwidth. The rest of the configuration counts at the next start.
    public void reconfigure(TurnConfig configured) {
        TurnConfig config = selfTest.admit(configured);
        AccessTokens tokens = config.oauth().tokens(context.authenticator().realm());
        context.authenticator().update(config.users(), config.authSecrets(), tokens);
        context.quotas().limit(new Quotas.Bounds(config.userQuota(), config.totalQuota()));
        context.policy().update(config.allowedPeers(), config.deniedPeers());
        context.operation().limit(limits(config));
        context.bandwidth().limit(config.bandwidth().limits());
    }

    private static void revoked(@Nullable Integer ended, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("event=turn_revocation_failed", failure);
        } else if (ended != null && ended > 0) {
            LOG.debug("event=turn_revoked allocations={}", ended);
        }
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the relay was asked", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the relay does not answer within " + Durations.text(PATIENCE), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the relay failed to answer", e);
        }
    }

    @Override
    public void close() {
        selfTest.close();
        streams.close();
        shards.forEach(Shard::close);
        LOG.info("event=turn_stopped");
    }
}
