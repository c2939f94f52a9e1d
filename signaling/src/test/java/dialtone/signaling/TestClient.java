package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.transport.Transport;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A browser's side of the connection, in Java. Every message it gets is held against the contract.
public final class TestClient implements AutoCloseable, TestWire.Receiver {

    /// Long enough for a busy machine; a test that passes never waits for it.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final String OFFER = "{'type':'offer','sdp':'v=0\\r\\no=alice'}";
    static final String ANSWER = "{'type':'answer','sdp':'v=0\\r\\no=bob'}";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, Contract.Message> MESSAGES = Contract.byMethod();

    /// What the server closed with.
    public record Closed(int code, String reason) {}

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final Map<String, String> methodsById = new HashMap<>();

    /// Events that came while an answer was waited for.
    private final Queue<JsonNode> passed = new ArrayDeque<>();

    private final TestWire wire;
    private int nextId = 1;
    private long lastSeq;

    private TestClient(InetSocketAddress server, Transport transport, @Nullable String origin) {
        wire =
                switch (transport) {
                    case WEBSOCKET -> new WebSocketWire(server, origin, this);
                    case SSE -> new EventWire(server, origin, this);
                    case POLL -> new PollWire(server, origin, this);
                };
    }

    /// A connection without a session.
    public static TestClient connect(InetSocketAddress server) {
        return connect(server, Transport.WEBSOCKET);
    }

    public static TestClient connect(InetSocketAddress server, String origin) {
        return new TestClient(server, Transport.WEBSOCKET, origin);
    }

    static TestClient connect(InetSocketAddress server, Transport transport) {
        return new TestClient(server, transport, null);
    }

    /// A connection with a session.
    public static TestClient open(InetSocketAddress server, String ticket) {
        TestClient client = connect(server);
        client.open(ticket);
        return client;
    }

    public JsonNode open(String ticket) {
        return request("session.open", "{'ticket':'" + ticket + "'}");
    }

    /// Goes on with a session that another connection had, after what came there.
    ///
    /// @param opened the answer to the session's first opening
    public JsonNode resume(String ticket, JsonNode opened, long seq) {
        return request(
                "session.open",
                "{'ticket':'%s','resume':{'token':'%s','lastSeq':%d}}"
                        .formatted(ticket, opened.get("resume").stringValue(), seq));
    }

    /// The number of the last event that was taken.
    public long lastSeq() {
        return lastSeq;
    }

    /// Sends a request and gives the result of its answer; quotes may be single.
    public JsonNode request(String method, String params) {
        JsonNode answer = ask(method, params);
        assertThat(answer.has("error")).as("answer %s", answer).isFalse();
        return answer.get("result");
    }

    /// Sends a request that must fail with the code; the words for a person.
    public String refused(String code, String method, String params) {
        return error(code, ask(method, params));
    }

    /// The next message must be an error that answers no request; the words for a person.
    public String refusedWithoutId(String code) {
        JsonNode answer = next();
        assertThat(answer.path("id").isNull()).as("answer %s", answer).isTrue();
        return error(code, answer);
    }

    static String error(String code, JsonNode answer) {
        assertThat(answer.at("/error/data/code").asString())
                .as("answer %s", answer)
                .isEqualTo(code);
        return answer.at("/error/message").stringValue();
    }

    JsonNode ask(String method, String params) {
        int id = nextId++;
        methodsById.put(Integer.toString(id), method);
        send("{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':" + params + "}");
        while (true) {
            JsonNode message = poll();
            if (message.path("id").isInt() && message.path("id").intValue() == id) {
                return message;
            }
            passed.add(message);
        }
    }

    /// Calls; gives the call.
    public String invite(String address) {
        return request("call.invite", "{'to':'" + address + "','offer':" + OFFER + "}")
                .get("call")
                .stringValue();
    }

    /// It rings here; gives the call.
    public String incoming() {
        return event("call.incoming").get("call").stringValue();
    }

    /// Asks for something that needs only the call.
    public void ofCall(String method, String call) {
        request(method, "{'call':'" + call + "'}");
    }

    public void answer(String call) {
        request("call.answer", "{'call':'" + call + "','answer':" + ANSWER + "}");
    }

    public void trickle(String call, String candidate) {
        request("call.trickle", trickleParams(call, candidate));
    }

    static String trickleParams(String call, String candidate) {
        return "{'call':'" + call + "','candidates':[{'candidate':'" + candidate + "'}]}";
    }

    /// The next event brings this candidate.
    public void assertCandidate(String call, String candidate) {
        JsonNode event = event("call.candidates");
        assertThat(event.get("call").stringValue()).isEqualTo(call);
        assertThat(event.at("/candidates/0/candidate").stringValue()).isEqualTo(candidate);
    }

    /// The next event ends the call; the words for a person.
    public String assertEnded(String call, String reason) {
        JsonNode event = event("call.ended");
        assertThat(event.get("call").stringValue()).isEqualTo(call);
        assertThat(event.get("reason").stringValue()).isEqualTo(reason);
        return event.get("message").stringValue();
    }

    /// Nothing has been sent here that was not taken yet. The server sends in order, so whatever
    /// it sent before now comes before the answer.
    public void assertNothingMore() {
        request("session.iceServers", "{}");
        assertThat(passed).isEmpty();
    }

    /// Sends a text message; single quotes become double ones.
    public void send(String json) {
        wire.send(json.replace('\'', '"'));
    }

    public void sendParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            webSocket().sendText(parts[i].replace('\'', '"'), i == parts.length - 1).join();
        }
    }

    public void sendBinary(byte[] bytes) {
        webSocket().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    private WebSocket webSocket() {
        return ((WebSocketWire) wire).socket();
    }

    TestWire wire() {
        return wire;
    }

    /// The next message, which must be this event; its parameters.
    public JsonNode event(String method) {
        JsonNode message = next();
        assertThat(message.path("method").asString()).as("event %s", message).isEqualTo(method);
        return message.get("params");
    }

    /// The next message, whatever it is.
    public JsonNode next() {
        JsonNode waited = passed.poll();
        JsonNode message = waited == null ? poll() : waited;
        lastSeq = message.path("seq").asLong(lastSeq);
        return message;
    }

    private JsonNode poll() {
        try {
            JsonNode message = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).as("a message from the server").isNotNull();
            assertKeepsContract(message);
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertKeepsContract(JsonNode message) {
        if (message.has("method")) {
            String method = message.path("method").asString();
            assertThat(MESSAGES).as("events of the contract").containsKey(method);
            assertKeeps(Objects.requireNonNull(MESSAGES.get(method)).schema(), message);
        } else if (message.has("error")) {
            assertKeeps("ErrorAnswer", message);
        } else {
            assertKeeps("Result", message);
            String method = methodsById.get(message.get("id").toString());
            if (method != null) {
                String result = Objects.requireNonNull(MESSAGES.get(method)).result();
                assertKeeps(Objects.requireNonNull(result), message.get("result"));
            }
        }
    }

    private static void assertKeeps(String schema, JsonNode message) {
        assertThat(Contract.problemsOfSent(schema, message))
                .as("%s as %s", message, schema)
                .isEmpty();
    }

    public Closed awaitClosed() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public void assertClosed(int code, String words) {
        Closed how = awaitClosed();
        assertThat(how.code()).as(how.reason()).isEqualTo(code);
        assertThat(how.reason()).contains(words);
    }

    /// Closes the socket, as a browser does whose page goes.
    public void close(int code) {
        webSocket().sendClose(code, "").join();
    }

    /// Drops the connection without a word.
    public void abort() {
        wire.abort();
    }

    @Override
    public void message(String json) {
        received.add(JSON.readTree(json));
    }

    @Override
    public void closed(int code, String reason) {
        closed.complete(new Closed(code, reason));
    }

    @Override
    public void failed(Throwable cause) {
        closed.completeExceptionally(cause);
    }

    @Override
    public void close() {
        wire.abort();
    }
}
