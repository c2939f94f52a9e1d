package dialtone.signaling;

import dialtone.config.Addresses;
import dialtone.process.CannotListenException;
import dialtone.signaling.http.Connectors;
import dialtone.signaling.http.ProblemErrorHandler;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServerSource;
import dialtone.signaling.hub.Limits;
import dialtone.signaling.task.SystemTimers;
import dialtone.signaling.ticket.DevelopmentKey;
import dialtone.signaling.ticket.TicketApi;
import dialtone.signaling.ticket.TicketVerifier;
import dialtone.signaling.ticket.Verdict;
import dialtone.signaling.transport.WebSocketRoute;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The signaling server: the hub, and the port browsers connect to.
///
/// Threading: for any thread. Sockets are read by Jetty's selectors; HTTP handlers that may wait
/// run on virtual threads.
public final class SignalingServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SignalingServer.class);

    private static final int MAX_THREADS = 200;
    private static final int MIN_THREADS = 4;
    private static final int ACCEPT_QUEUE = 4096;
    private static final int HTTP_BUFFER = 4096;
    private static final int HTTP_HEADER = 8192;

    /// How long clients may take to answer our goodbye when the server stops.
    private static final Duration GOODBYE_TIME = Duration.ofSeconds(2);

    private final SystemTimers timers;
    private final Hub hub;
    private final WebSocketRoute sockets;
    private final Server server;
    private final ServerConnector connector;
    private InetSocketAddress address;

    private SignalingServer(
            SignalingConfig config,
            IceServerSource iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            InstantSource clock,
            MeterRegistry registry) {
        address = config.listen();
        timers = new SystemTimers();
        hub =
                new Hub(
                        limits(config),
                        config.allowedOrigins(),
                        tickets,
                        iceServers,
                        timers,
                        clock,
                        registry);
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("signaling");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        server.setErrorHandler(new ProblemErrorHandler());
        connector = connector(server);
        server.addConnector(connector);
        sockets =
                new WebSocketRoute(
                        hub,
                        timers,
                        new WebSocketRoute.Options(
                                Math.toIntExact(config.maxMessageSize().bytes()),
                                config.sendQueue().bytes(),
                                config.pingInterval(),
                                config.maxSessions()),
                        new WebSocketComponents(
                                null, null, server.getByteBufferPool(), null, null, threads),
                        registry);
        List<Handler> handlers = new ArrayList<>();
        handlers.add(sockets);
        handlers.addAll(api.apply(hub));
        handlers.addAll(pages);
        server.setHandler(new Handler.Sequence(handlers));
    }

    /// Starts a server. Without ticket keys it is in development mode, and says so.
    ///
    /// @param pages are asked for every path that is not below `/v1/`
    /// @throws CannotListenException when the port cannot be had
    public static SignalingServer start(
            SignalingConfig config,
            IceServerSource iceServers,
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
                        iceServers,
                        tickets::verify,
                        hub ->
                                List.of(
                                        TicketApi.routes(
                                                hub.admission()::check,
                                                developmentKey,
                                                config.allowedOrigins(),
                                                clock)),
                        pages,
                        clock,
                        registry);
        if (developmentKey != null) {
            developmentKey.warn();
        }
        return server;
    }

    /// Starts a server whose tickets are judged by `tickets`.
    ///
    /// @param api makes the handlers of paths below `/v1/` that are not the WebSocket's
    /// @param pages are asked for every path that is not below `/v1/`
    /// @param clock says when tickets have expired
    static SignalingServer start(
            SignalingConfig config,
            IceServerSource iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            InstantSource clock,
            MeterRegistry registry) {
        SignalingServer server =
                new SignalingServer(config, iceServers, tickets, api, pages, clock, registry);
        server.start(config.listen());
        return server;
    }

    /// Where it listens.
    public InetSocketAddress address() {
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

    private void start(InetSocketAddress listen) {
        try {
            address = Connectors.open(connector, listen, "signaling.listen");
            server.start();
        } catch (CannotListenException e) {
            stopQuietly();
            throw e;
        } catch (Exception e) {
            stopQuietly();
            throw new IllegalStateException("The signaling server could not start", e);
        }
        LOG.info("event=signaling_started address={}", Addresses.text(address));
    }

    private static ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setOutputBufferSize(HTTP_BUFFER);
        http.setRequestHeaderSize(HTTP_HEADER);
        int selectors = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors() / 2));
        ServerConnector connector =
                new ServerConnector(
                        server, null, null, null, 1, selectors, new HttpConnectionFactory(http));
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
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
                config.openTimeout());
    }

    /// Says goodbye to everybody, and stops.
    @Override
    public void close() {
        connector.setAccepting(false);
        hub.close();
        awaitGoodbyes();
        stopQuietly();
        LOG.info("event=signaling_stopped");
    }

    private void awaitGoodbyes() {
        try {
            sockets.awaitNoConnections(GOODBYE_TIME);
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
