package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A browser's side of the connection, in Java.
public final class TestClient implements AutoCloseable, WebSocket.Listener {

    /// Long enough for a busy machine; a test that passes never waits for it.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// What the server closed with.
    public record Closed(int code, String reason) {}

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private int nextId = 1;

    private TestClient(InetSocketAddress server, @Nullable String origin) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("dialtone.v1");
        if (origin != null) {
            builder.header("Origin", origin);
        }
        socket = builder.buildAsync(uri(server), this).join();
    }

    static URI uri(InetSocketAddress server) {
        return URI.create(
                "ws://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/v1/ws");
    }

    /// A connection without a session.
    public static TestClient connect(InetSocketAddress server) {
        return new TestClient(server, null);
    }

    public static TestClient connect(InetSocketAddress server, String origin) {
        return new TestClient(server, origin);
    }

    /// A connection with a session.
    public static TestClient open(InetSocketAddress server, String ticket) {
        TestClient client = connect(server);
        client.request("session.open", "{'ticket':'" + ticket + "'}");
        return client;
    }

    /// Sends a request and gives the result of its answer; quotes may be single.
    public JsonNode request(String method, String params) {
        JsonNode answer = ask(method, params);
        assertThat(answer.has("error")).as("answer %s", answer).isFalse();
        return answer.get("result");
    }

    /// Sends a request that must fail and gives the error of its answer.
    public JsonNode refused(String method, String params) {
        JsonNode answer = ask(method, params);
        assertThat(answer.has("error")).as("answer %s", answer).isTrue();
        return answer.get("error");
    }

    private JsonNode ask(String method, String params) {
        int id = nextId++;
        send("{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':" + params + "}");
        JsonNode answer = next();
        assertThat(answer.path("id").asInt()).as("id of %s", answer).isEqualTo(id);
        return answer;
    }

    /// Sends a text message; single quotes become double ones.
    public void send(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
    }

    public void sendParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            socket.sendText(parts[i].replace('\'', '"'), i == parts.length - 1).join();
        }
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /// The next message, which must be this event; its parameters.
    public JsonNode event(String method) {
        JsonNode message = next();
        assertThat(message.path("method").asString()).as("event %s", message).isEqualTo(method);
        return message.get("params");
    }

    /// The next message, whatever it is.
    public JsonNode next() {
        try {
            JsonNode message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).as("a message from the server").isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Whether nothing has come that was not asked for.
    public boolean hasNothingMore() {
        return received.isEmpty();
    }

    public Closed awaitClosed() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /// Drops the connection without a word.
    public void abort() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(JSON.readTree(partial.toString()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(new Closed(statusCode, reason));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
