package dialtone.signaling.transport;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.Verdict.Refused;
import dialtone.signaling.transport.TransportMetrics.Result;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.internal.RFC8441Handshaker;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Answers `/v1/ws`: lets WebSockets in, and tells everybody else in words why not.
///
/// Threading: for any number of threads.
public final class WebSocketRoute extends Handler.Abstract.NonBlocking {

    public static final String PATH = "/v1/ws";
    public static final String SUBPROTOCOL = "dialtone.v1";

    /// What is read at once, and what leaves at once of the frames that may wait for each other: a
    /// hundred small messages, or half a dozen session descriptions. Connections that have nothing
    /// to read or to write have no buffers.
    private static final int BUFFER_SIZE = 32 * 1024;

    private final Entrance entrance;
    private final WebSocketComponents components;
    private final Handshaker overHttp1 = new NonBlockingHandshaker();
    private final Handshaker overHttp2 = new RFC8441Handshaker();

    /// A route to the hub.
    ///
    /// @param components of the server: its threads and buffers
    public WebSocketRoute(Entrance entrance, WebSocketComponents components) {
        this.entrance = entrance;
        this.components = components;
        installBean(components);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        Handshaker handshaker = Entrance.isHttp2(request) ? overHttp2 : overHttp1;
        if (!handshaker.isWebSocketUpgradeRequest(request)) {
            needsUpgrade(request, response, callback);
            return true;
        }
        if (entrance.refuses(Transport.WEBSOCKET, request, response, callback)) {
            return true;
        }
        if (!handshaker.upgradeRequest(
                new Negotiator(request), request, response, callback, components, null)) {
            needsUpgrade(request, response, callback);
        }
        return true;
    }

    private void needsUpgrade(Request request, Response response, Callback callback) {
        entrance.wished(Transport.WEBSOCKET, request, Result.BAD_REQUEST);
        response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
        response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
        Entrance.refuse(
                response,
                callback,
                HttpStatus.UPGRADE_REQUIRED_426,
                new Refused(
                        ErrorCode.INVALID_REQUEST,
                        "Only WebSockets (version 13, over HTTP/1.1 or HTTP/2) are served here."));
    }

    /// Makes the socket of one request, and its settings.
    private final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {

        private final Request request;

        Negotiator(Request request) {
            this.request = request;
            // No limit for Jetty, and parts of frames as they come: the socket counts by itself.
            setMaxFrameSize(0);
            setAutoFragment(true);
            setInputBufferSize(BUFFER_SIZE);
            setOutputBufferSize(BUFFER_SIZE);
            // The heartbeat finds the dead first; this is for a socket that cannot even be written.
            setIdleTimeout(entrance.options().pingInterval().multipliedBy(4));
        }

        @Override
        public @Nullable FrameHandler negotiate(
                ServerUpgradeRequest upgrade, ServerUpgradeResponse response, Callback callback) {
            if (!upgrade.getSubProtocols().contains(SUBPROTOCOL)) {
                entrance.wished(Transport.WEBSOCKET, request, Result.BAD_REQUEST);
                Entrance.refuse(
                        response,
                        callback,
                        HttpStatus.BAD_REQUEST_400,
                        new Refused(
                                ErrorCode.INVALID_REQUEST,
                                "The subprotocol " + SUBPROTOCOL + " must be asked for."));
                return null;
            }
            entrance.wished(Transport.WEBSOCKET, request, Result.ACCEPTED);
            // No permessage-deflate: it costs a hundred KiB per connection.
            response.setExtensions(List.of());
            response.setAcceptedSubProtocol(SUBPROTOCOL);
            return new ClientSocket(entrance, Entrance.origin(request));
        }
    }
}
