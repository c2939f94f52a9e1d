package dialtone.signaling;

import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServerSource;
import dialtone.signaling.hub.Limits;
import dialtone.signaling.task.SystemTimers;
import dialtone.signaling.ticket.Verdict;
import dialtone.signaling.transport.ProblemResponse;
import dialtone.signaling.transport.WebSocketRoute;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    private final InetSocketAddress listen;
    private final SystemTimers timers;
    private final Hub hub;
    private final WebSocketRoute sockets;
    private final Server server;
    private final ServerConnector connector;

    private SignalingServer(
            SignalingConfig config,
            IceServerSource iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            MeterRegistry registry) {
        listen = config.listen();
        timers = new SystemTimers();
        hub =
                new Hub(
                        limits(config),
                        config.allowedOrigins(),
                        tickets,
                        iceServers,
                        timers,
                        InstantSource.system(),
                        registry);
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("signaling");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        connector = connector(config, server);
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
        handlers.add(new NotFound("/v1/"));
        handlers.addAll(pages);
        handlers.add(new NotFound("/"));
        server.setHandler(new Handler.Sequence(handlers));
    }

    /// Starts a server whose tickets are judged by `tickets`.
    ///
    /// @param api makes the handlers of paths below `/v1/` that are not the WebSocket's
    /// @param pages are asked for every path that is not below `/v1/`
    public static SignalingServer start(
            SignalingConfig config,
            IceServerSource iceServers,
            Function<String, Verdict> tickets,
            Function<Hub, List<Handler>> api,
            List<Handler> pages,
            MeterRegistry registry) {
        SignalingServer server =
                new SignalingServer(config, iceServers, tickets, api, pages, registry);
        server.start();
        return server;
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return new InetSocketAddress(listen.getAddress(), connector.getLocalPort());
    }

    /// Who is let in; for whoever wants to know it beforehand.
    public Hub hub() {
        return hub;
    }

    private void start() {
        try {
            connector.open();
            server.start();
        } catch (IOException e) {
            stopQuietly();
            throw new UncheckedIOException(
                    "Cannot listen on "
                            + listen.getHostString()
                            + ":"
                            + listen.getPort()
                            + " ("
                            + e.getMessage()
                            + "): stop what uses the port, or configure another one in"
                            + " signaling.listen",
                    e);
        } catch (Exception e) {
            stopQuietly();
            throw new IllegalStateException("The signaling server could not start", e);
        }
        LOG.info("event=signaling_started address={}", address());
    }

    private static ServerConnector connector(SignalingConfig config, Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setOutputBufferSize(HTTP_BUFFER);
        http.setRequestHeaderSize(HTTP_HEADER);
        int selectors = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors() / 2));
        ServerConnector connector =
                new ServerConnector(
                        server, null, null, null, 1, selectors, new HttpConnectionFactory(http));
        connector.setHost(config.listen().getAddress().getHostAddress());
        connector.setPort(config.listen().getPort());
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
        long deadlineNanos = System.nanoTime() + GOODBYE_TIME.toNanos();
        try {
            while (sockets.connections() > 0 && System.nanoTime() - deadlineNanos < 0) {
                Thread.sleep(Duration.ofMillis(10));
            }
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

    /// Answers what nobody else did, in words.
    private static final class NotFound extends Handler.Abstract.NonBlocking {

        private final String prefix;

        NotFound(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!Request.getPathInContext(request).startsWith(prefix)) {
                return false;
            }
            ProblemResponse.send(
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "http/not-found",
                    "There is nothing under this path.");
            return true;
        }
    }
}
