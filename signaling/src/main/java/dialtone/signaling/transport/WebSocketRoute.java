package dialtone.signaling.transport;

import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Responses;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.task.Timers;
import dialtone.signaling.ticket.Verdict.Refused;

import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Answers `/v1/ws`: lets WebSockets in, and tells everybody else in words why not.
///
/// Threading: for any number of threads.
public final class WebSocketRoute extends Handler.Abstract.NonBlocking {

    public static final String PATH = "/v1/ws";
    public static final String SUBPROTOCOL = "dialtone.v1";

    /// Connections that have not opened a session yet come on top of those that have; this keeps
    /// a flood of them from taking all file descriptors. Up to it, the client is told why in a
    /// message its program can read, which an HTTP status is not.
    private static final int CONNECTIONS_PER_SESSION = 2;

    private static final int BUFFER_SIZE = 4096;

    private final Hub hub;
    private final Timers timers;
    private final Options options;
    private final TransportMetrics metrics;
    private final Heartbeat heartbeat;
    private final WebSocketComponents components;
    private final NonBlockingHandshaker handshaker = new NonBlockingHandshaker();
    private final Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile @Nullable CountDownLatch whenEmpty;

    /// How sockets are treated.
    ///
    /// @param maxMessageBytes of one message
    /// @param maxQueuedBytes that may wait for a client to read them
    /// @param pingInterval how often each is asked whether it is alive
    /// @param maxSessions how many sessions there may be
    public record Options(
            int maxMessageBytes, long maxQueuedBytes, Duration pingInterval, int maxSessions) {}

    /// A route to the hub.
    ///
    /// @param components of the server: its threads and buffers
    public WebSocketRoute(
            Hub hub,
            Timers timers,
            Options options,
            WebSocketComponents components,
            MeterRegistry registry) {
        this.hub = hub;
        this.timers = timers;
        this.options = options;
        this.components = components;
        this.metrics = new TransportMetrics(registry);
        this.heartbeat = new Heartbeat(timers, options.pingInterval());
        installBean(components);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        if (!handshaker.isWebSocketUpgradeRequest(request)) {
            needsUpgrade(response, callback);
            return true;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        Refused forbidden = hub.admission().checkOrigin(origin);
        if (forbidden != null) {
            metrics.wished(TransportMetrics.Result.FORBIDDEN_ORIGIN);
            refuse(response, callback, HttpStatus.FORBIDDEN_403, forbidden);
            return true;
        }
        if (metrics.connections() >= CONNECTIONS_PER_SESSION * options.maxSessions()) {
            metrics.wished(TransportMetrics.Result.OVERLOADED);
            refuse(
                    response,
                    callback,
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    new Refused(
                            ErrorCode.OVERLOADED,
                            "The server has as many connections as it may have."));
            return true;
        }
        if (!handshaker.upgradeRequest(
                new Negotiator(origin), request, response, callback, components, null)) {
            needsUpgrade(response, callback);
        }
        return true;
    }

    private void needsUpgrade(Response response, Callback callback) {
        metrics.wished(TransportMetrics.Result.BAD_REQUEST);
        response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
        response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
        refuse(
                response,
                callback,
                HttpStatus.UPGRADE_REQUIRED_426,
                new Refused(
                        ErrorCode.INVALID_REQUEST,
                        "Only WebSockets (version 13, over HTTP/1.1) are served here."));
    }

    private static void refuse(Response response, Callback callback, int status, Refused refused) {
        Responses.problem(
                response, callback, Problem.of(status, refused.code(), refused.message()));
    }

    /// Makes the socket of one request, and its settings.
    private final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {

        private final @Nullable String origin;

        Negotiator(@Nullable String origin) {
            this.origin = origin;
            // No limit for Jetty, and parts of frames as they come: the socket counts by itself.
            setMaxFrameSize(0);
            setAutoFragment(true);
            setInputBufferSize(BUFFER_SIZE);
            setOutputBufferSize(BUFFER_SIZE);
            // The heartbeat finds the dead first; this is for a socket that cannot even be written.
            setIdleTimeout(options.pingInterval().multipliedBy(4));
        }

        @Override
        public @Nullable FrameHandler negotiate(
                ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            if (!request.getSubProtocols().contains(SUBPROTOCOL)) {
                metrics.wished(TransportMetrics.Result.BAD_REQUEST);
                refuse(
                        response,
                        callback,
                        HttpStatus.BAD_REQUEST_400,
                        new Refused(
                                ErrorCode.INVALID_REQUEST,
                                "The subprotocol " + SUBPROTOCOL + " must be asked for."));
                return null;
            }
            metrics.wished(TransportMetrics.Result.ACCEPTED);
            // No permessage-deflate: it costs a hundred KiB per connection.
            response.setExtensions(List.of());
            response.setAcceptedSubProtocol(SUBPROTOCOL);
            return new ClientSocket(WebSocketRoute.this, origin);
        }
    }

    @Override
    protected void doStop() throws Exception {
        heartbeat.close();
        super.doStop();
    }

    /// Waits until no socket is open, but not longer than that.
    public void awaitNoConnections(Duration atMost) throws InterruptedException {
        CountDownLatch empty = new CountDownLatch(1);
        whenEmpty = empty;
        if (!sockets.isEmpty()) {
            empty.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void opened(ClientSocket socket) {
        sockets.add(socket);
        metrics.opened();
    }

    void closed(ClientSocket socket) {
        if (sockets.remove(socket)) {
            metrics.closed();
        }
        CountDownLatch waiting = whenEmpty;
        if (waiting != null && sockets.isEmpty()) {
            waiting.countDown();
        }
    }

    Hub hub() {
        return hub;
    }

    Timers timers() {
        return timers;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    TransportMetrics metrics() {
        return metrics;
    }

    int maxMessageBytes() {
        return options.maxMessageBytes();
    }

    long maxQueuedBytes() {
        return options.maxQueuedBytes();
    }
}
