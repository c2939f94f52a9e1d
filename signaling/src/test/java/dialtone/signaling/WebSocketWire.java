package dialtone.signaling;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A WebSocket of Java's own client.
final class WebSocketWire implements TestWire, WebSocket.Listener {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Receiver receiver;
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    WebSocketWire(InetSocketAddress server, @Nullable String origin, Receiver receiver) {
        this.receiver = receiver;
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("dialtone.v1");
        if (origin != null) {
            builder.header("Origin", origin);
        }
        socket = builder.buildAsync(uri(server), this).join();
    }

    private static URI uri(InetSocketAddress server) {
        return URI.create(
                "ws://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/v1/ws");
    }

    WebSocket socket() {
        return socket;
    }

    @Override
    public void send(String json) {
        socket.sendText(json, true).join();
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            receiver.message(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        receiver.closed(statusCode, reason);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        receiver.failed(error);
    }
}
