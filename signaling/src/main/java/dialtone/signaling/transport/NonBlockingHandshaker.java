package dialtone.signaling.transport;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.server.internal.AbstractHandshaker;
import org.eclipse.jetty.websocket.core.server.internal.RFC6455Negotiation;
import org.eclipse.jetty.websocket.core.server.internal.WebSocketNegotiation;
import org.eclipse.jetty.websocket.core.util.WebSocketUtils;

import java.util.concurrent.Executor;

/// The WebSocket handshake of HTTP/1.1 (RFC 6455 section 4.2), whose connections are read on the
/// selector's own thread.
///
/// Jetty's own handshaker hands every read to another thread, in case the handler waits. Ours never
/// does, and the hand-over costs more than all we do with a small message.
final class NonBlockingHandshaker extends AbstractHandshaker {

    private static final HttpField UPGRADE =
            new PreEncodedHttpField(HttpHeader.UPGRADE, "websocket");
    private static final HttpField CONNECTION =
            new PreEncodedHttpField(HttpHeader.CONNECTION, HttpHeader.UPGRADE.asString());

    @Override
    public boolean isWebSocketUpgradeRequest(Request request) {
        return HttpMethod.GET.is(request.getMethod())
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && super.isWebSocketUpgradeRequest(request);
    }

    @Override
    protected WebSocketNegotiation newNegotiation(
            Request request, Response response, Callback callback, WebSocketComponents components) {
        return new RFC6455Negotiation(request, response, callback, components);
    }

    @Override
    protected boolean validateNegotiation(WebSocketNegotiation negotiation) {
        return super.validateNegotiation(negotiation)
                && ((RFC6455Negotiation) negotiation).getKey() != null;
    }

    @Override
    protected WebSocketConnection createWebSocketConnection(
            Request request, WebSocketCoreSession session) {
        ConnectionMetaData http = request.getConnectionMetaData();
        return newWebSocketConnection(
                http.getConnection().getEndPoint(),
                http.getConnector().getExecutor(),
                http.getConnector().getScheduler(),
                http.getConnector().getByteBufferPool(),
                session);
    }

    @Override
    protected WebSocketConnection newWebSocketConnection(
            EndPoint endPoint,
            Executor executor,
            Scheduler scheduler,
            ByteBufferPool buffers,
            WebSocketCoreSession session) {
        WebSocketConnection connection =
                new NonBlockingConnection(endPoint, executor, scheduler, buffers, session);
        session.setWebSocketConnection(connection);
        return connection;
    }

    @Override
    protected void prepareResponse(Response response, WebSocketNegotiation negotiation) {
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        response.getHeaders().put(UPGRADE);
        response.getHeaders().put(CONNECTION);
        String key = ((RFC6455Negotiation) negotiation).getKey();
        response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_ACCEPT, WebSocketUtils.hashKey(key));
    }
}
