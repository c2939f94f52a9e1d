package dialtone.signaling;

import dialtone.config.Addresses;
import dialtone.config.Problems.Problem;
import dialtone.process.CannotListenException;
import dialtone.signaling.http.Connectors;
import dialtone.signaling.http.ProblemErrorHandler;
import dialtone.signaling.http.WebPort;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.ContactLimits;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServerSource;
import dialtone.signaling.hub.Limits;
import dialtone.signaling.task.SystemTimers;
import dialtone.signaling.ticket.DevelopmentKey;
import dialtone.signaling.ticket.PublishableKeys;
import dialtone.signaling.ticket.TicketApi;
import dialtone.signaling.ticket.TicketMinter;
import dialtone.signaling.ticket.TicketVerifier;
import dialtone.signaling.ticket.Verdict;
import dialtone.signaling.transport.Entrance;
import dialtone.signaling.transport.SignalRoutes;
import dialtone.signaling.transport.Transport;
import dialtone.signaling.transport.WebSocketRoute;
import dialtone.tls.TlsCertificate;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The signaling server: the hub, and the port browsers connect to.
///
/// Threading: for any thread. Sockets are read by Jetty's selectors; HTTP handlers that may wait
/// run on virtual threads.
public final class SignalingServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SignalingServer.class);

    /// A connection that says nothing for so many is not there any more.
    private static final int SILENT_PINGS = 3;

    /// Beside those that compute: they accept, select, and take over from who selects.
    private static final int OTHER_THREADS = 6;

    private static final int MIN_THREADS = 4;

    /// How long clients may take to answer our goodbye when the server stops.
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(2);

    private final SystemTimers timers;
    private final Hub hub;
    private final Entrance entrance;
    private final Server server;
    private final ServerConnector connector;
    private final WebAddress address;
    private final @Nullable TlsCertificate certificate;

    /// Opens the port before anything else, so that nothing is left when it cannot be had.
    private SignalingServer(
            SignalingConfig config,
            @Nullable TlsCertificate certificate,
            WebPort.Beside beside,
            Function<WebAddress, IceServerSource> iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            InstantSource clock,
            MeterRegistry registry) {
        this.certificate = certificate;
        QueuedThreadPool threads = new QueuedThreadPool(maxThreads(), MIN_THREADS);
        threads.setName("signaling");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        server.setErrorHandler(new ProblemErrorHandler());
        WebPort port =
                new WebPort(
                        tls(config, certificate),
                        beside,
                        config.pingInterval().multipliedBy(SILENT_PINGS),
                        registry);
        connector = port.addTo(server);
        address =
                new WebAddress(
                        Connectors.open(connector, config.listen(), "signaling.listen"),
                        certificate != null,
                        certificate == null ? null : certificate.hostName());
        timers = new SystemTimers();
        hub =
                new Hub(
                        limits(config),
                        config.allowedOrigins(),
                        tickets,
                        iceServers.apply(address),
                        timers,
                        clock,
                        registry);
        entrance = new Entrance(hub, timers, treatment(config), registry);
        List<Handler> handlers = new ArrayList<>(port.handlers());
        handlers.addAll(transports(config, threads));
        handlers.addAll(api.apply(hub));
        handlers.addAll(pages);
        server.setHandler(new Handler.Sequence(handlers));
    }

    /// None of them ever waits for somebody, so more would only take turns: when thousands of
    /// clients come at once, their TLS handshakes would take the processors from each other and
    /// from the compiler that makes handshakes cheap.
    private static int maxThreads() {
        return 2 * Runtime.getRuntime().availableProcessors() + OTHER_THREADS;
    }

    /// Starts a server. Without ticket keys it is in development mode, and says so.
    ///
    /// @param certificate for HTTPS, renewed by who gives it; null: the one that is configured, if
    ///     there is one
    /// @param beside what the port takes beside HTTP
    /// @param iceServers what clients are told of, given where this server listens
    /// @param bridges serve addresses that are not users'
    /// @param pages are asked for every path that is not below `/v1/`
    /// @throws CannotListenException when the port cannot be had
    /// @throws dialtone.config.InvalidConfigException when the certificate cannot be used
    public static SignalingServer start(
            SignalingConfig config,
            @Nullable TlsCertificate certificate,
            WebPort.Beside beside,
            Function<WebAddress, IceServerSource> iceServers,
            List<Bridge> bridges,
            List<Handler> pages,
            MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        DevelopmentKey developmentKey =
                config.ticketKeys().isEmpty() ? DevelopmentKey.create() : null;
        TicketVerifier tickets =
                TicketVerifier.of(
                        developmentKey == null ? config.ticketKeys() : developmentKey.keys(),
                        clock);
        SignalingServer server =
                start(
                        config,
                        certificate,
                        beside,
                        iceServers,
                        tickets::verify,
                        hub -> {
                            bridges.forEach(hub::add);
                            return List.of(
                                    TicketApi.routes(
                                            hub.admission()::check,
                                            developmentKey,
                                            config.allowedOrigins(),
                                            publishable(config, developmentKey, clock),
                                            clock));
                        },
                        pages,
                        clock,
                        registry);
        if (developmentKey != null) {
            developmentKey.warn();
        }
        return server;
    }

    /// Any of the ticket keys will do: tickets signed with each are good.
    private static PublishableKeys publishable(
            SignalingConfig config, @Nullable DevelopmentKey developmentKey, InstantSource clock) {
        TicketMinter minter =
                developmentKey != null
                        ? developmentKey.minter()
                        : config.ticketKeys().entrySet().stream()
                                .findAny()
                                .map(key -> new TicketMinter(key.getKey(), key.getValue()))
                                .orElseThrow();
        Map<String, PublishableKeys.Grant> grants = new HashMap<>();
        config.publishableKeys()
                .forEach(
                        (id, key) ->
                                grants.put(
                                        id,
                                        new PublishableKeys.Grant(
                                                key.origins(),
                                                key.dial(),
                                                key.rooms(),
                                                key.name(),
                                                key.maxDuration(),
                                                key.maxCalls())));
        return new PublishableKeys(grants, minter, clock);
    }

    /// Starts a server whose tickets are judged by `tickets`.
    ///
    /// @param api makes the handlers of paths below `/v1/` that carry no signaling
    /// @param pages are asked for every path that is not below `/v1/`
    /// @param clock says when tickets have expired
    static SignalingServer start(
            SignalingConfig config,
            @Nullable TlsCertificate certificate,
            WebPort.Beside beside,
            Function<WebAddress, IceServerSource> iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            InstantSource clock,
            MeterRegistry registry) {
        SignalingServer server =
                new SignalingServer(
                        config,
                        certificate == null ? load(config.tls()) : certificate,
                        beside,
                        iceServers,
                        tickets,
                        api,
                        pages,
                        clock,
                        registry);
        server.start();
        return server;
    }

    private static @Nullable TlsCertificate load(SignalingTlsConfig config) {
        Path file = config.certificate();
        Path key = config.key();
        return file == null || key == null ? null : TlsCertificate.load("signaling.tls", file, key);
    }

    private static WebPort.@Nullable Tls tls(
            SignalingConfig config, @Nullable TlsCertificate certificate) {
        return certificate == null
                ? null
                : new WebPort.Tls(
                        certificate,
                        config.tls().handshakes(),
                        config.tls().handshakeTimeout(),
                        config.tls().http2());
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return address.socket();
    }

    /// Where it listens, and how.
    public WebAddress webAddress() {
        return address;
    }

    /// Whether it takes connections.
    public boolean isListening() {
        return connector.isRunning() && connector.isOpen();
    }

    /// Who is let in; for whoever wants to know it beforehand.
    public Hub hub() {
        return hub;
    }

    /// Reads the certificate for HTTPS again; connections there are do not notice.
    ///
    /// @return what is wrong with it, in which case the one before stays; empty when nothing is
    public List<Problem> reloadCertificate() {
        return certificate == null ? List.of() : certificate.reload();
    }

    private void start() {
        try {
            server.start();
        } catch (Exception e) {
            stopQuietly();
            throw new IllegalStateException("The signaling server could not start", e);
        }
        LOG.info(
                "event=signaling_started address={} tls={}",
                Addresses.text(address.socket()),
                address.isTls());
    }

    private List<Handler> transports(SignalingConfig config, QueuedThreadPool threads) {
        List<Handler> handlers = new ArrayList<>();
        if (config.transports().contains(Transport.WEBSOCKET)) {
            WebSocketComponents components =
                    new WebSocketComponents(
                            null, null, server.getByteBufferPool(), null, null, threads);
            handlers.add(new WebSocketRoute(entrance, components));
        }
        Set<Transport> others = new HashSet<>(config.transports());
        others.remove(Transport.WEBSOCKET);
        if (!others.isEmpty()) {
            handlers.add(SignalRoutes.routes(entrance, others));
        }
        return handlers;
    }

    private static Entrance.Options treatment(SignalingConfig config) {
        return new Entrance.Options(
                Math.toIntExact(config.maxMessageSize().bytes()),
                config.sendQueue().bytes(),
                config.pingInterval(),
                config.maxSessions(),
                config.messageRate(),
                config.messageBurst());
    }

    private static Limits limits(SignalingConfig config) {
        return new Limits(
                config.maxSessions(),
                config.maxSessionsPerUser(),
                config.maxCallsPerSession(),
                config.maxRoomsPerSession(),
                config.maxRoomPeers(),
                config.messageRate(),
                config.messageBurst(),
                config.ringTimeout(),
                config.openTimeout(),
                config.resumeTimeout(),
                config.sendQueue().bytes() / 2,
                new ContactLimits(
                        config.presence().maxWatches(),
                        config.presence().changeRate(),
                        config.presence().changeBurst(),
                        config.messages().rate(),
                        config.messages().burst(),
                        config.messages().limits()));
    }

    /// Says goodbye to everybody, and stops.
    @Override
    public void close() {
        connector.setAccepting(false);
        hub.close();
        awaitGoodbyes();
        entrance.close();
        stopQuietly();
        LOG.info("event=signaling_stopped");
    }

    private void awaitGoodbyes() {
        try {
            entrance.awaitNoConnections(GOODBYE_TIME);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopQuietly() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("event=signaling_stop_failed", e);
        }
        timers.close();
    }
}
