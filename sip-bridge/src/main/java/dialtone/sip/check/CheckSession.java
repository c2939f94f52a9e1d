package dialtone.sip.check;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A session with a server's signaling, over a WebSocket.
///
/// Threading: for one thread, which waits; messages come on the client's own.
final class CheckSession implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private static final String PROTOCOL = "dialtone.v1";
    private static final int DONE = 200;

    /// What a closed connection looks like among its messages.
    private static final String CLOSED = "closed";

    private final Duration patience;
    private final BlockingQueue<JsonNode> incoming = new LinkedBlockingQueue<>();

    /// Events that came while something else was waited for.
    private final Queue<JsonNode> events = new ArrayDeque<>();

    private final WebSocket socket;
    private int requests;

    private CheckSession(HttpClient client, URI server, Duration patience) throws CheckFailure {
        this.patience = patience;
        URI url = server.resolve("/v1/ws");
        String scheme = "https".equals(url.getScheme()) ? "wss" : "ws";
        try {
            socket =
                    client.newWebSocketBuilder()
                            .subprotocols(PROTOCOL)
                            .connectTimeout(patience)
                            .buildAsync(
                                    URI.create(scheme + "://" + url.getAuthority() + url.getPath()),
                                    new Frames())
                            .join();
        } catch (CompletionException e) {
            throw new CheckFailure(
                    "no WebSocket to %s: %s; is the server started, and is the address right?"
                            .formatted(url.getAuthority(), e.getCause()));
        }
    }

    /// Connects and opens a session.
    ///
    /// @param server its pages' address
    /// @param ticket null for one of development mode
    static CheckSession open(
            HttpClient client, URI server, @Nullable String ticket, Duration patience)
            throws CheckFailure, InterruptedException {
        String used = ticket == null ? developmentTicket(client, server, patience) : ticket;
        CheckSession session = new CheckSession(client, server, patience);
        try {
            session.ask("session.open", JSON.createObjectNode().put("ticket", used));
            return session;
        } catch (CheckFailure e) {
            session.close();
            throw e;
        }
    }

    private static String developmentTicket(HttpClient client, URI server, Duration patience)
            throws CheckFailure, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/v1/dev/ticket"))
                        .timeout(patience)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"phone-check\"}"))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != DONE) {
                throw new CheckFailure(
                        "the server gives no ticket of development mode: say with --ticket which to"
                                + " use");
            }
            return JSON.readTree(answer.body()).path("ticket").asString("");
        } catch (IOException | JacksonException e) {
            throw new CheckFailure(
                    "%s does not answer: %s; is the server started, and is the address right?"
                            .formatted(server.getAuthority(), e));
        }
    }

    /// Asks something and waits for the answer.
    ///
    /// @throws CheckFailure with the server's words when it refuses
    JsonNode ask(String method, ObjectNode parameters) throws CheckFailure, InterruptedException {
        int id = ++requests;
        ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
        request.put("method", method).set("params", parameters);
        send(request);
        while (true) {
            JsonNode message = take(method + " is not answered");
            if (message.has("method")) {
                events.add(message);
            } else if (message.path("id").asInt(0) == id) {
                if (message.has("error")) {
                    throw new CheckFailure(
                            method + ": " + message.path("error").path("message").asString(""));
                }
                return message.path("result");
            }
        }
    }

    private void send(JsonNode message) throws CheckFailure {
        try {
            socket.sendText(message.toString(), true).join();
        } catch (CompletionException e) {
            throw new CheckFailure("the connection is lost: " + e.getCause());
        }
    }

    /// Waits for an event of a call.
    ///
    /// @return its parameters
    /// @throws CheckFailure when the call ends instead
    JsonNode event(String method) throws CheckFailure, InterruptedException {
        Iterator<JsonNode> known = events.iterator();
        while (known.hasNext()) {
            JsonNode event = known.next();
            if (isWanted(event, method)) {
                known.remove();
                return event.path("params");
            }
        }
        while (true) {
            JsonNode event = take("no " + method + " comes");
            if (isWanted(event, method)) {
                return event.path("params");
            }
            events.add(event);
        }
    }

    private static boolean isWanted(JsonNode event, String method) throws CheckFailure {
        String name = event.path("method").asString("");
        if (name.equals("call.ended")) {
            throw new CheckFailure(
                    "the call has ended: " + event.path("params").path("message").asString(""));
        }
        return name.equals(method);
    }

    private JsonNode take(String otherwise) throws CheckFailure, InterruptedException {
        JsonNode message = incoming.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new CheckFailure(
                    "%s within %d seconds".formatted(otherwise, patience.toSeconds()));
        }
        if (message.has(CLOSED)) {
            throw new CheckFailure(
                    "the server has closed the connection: " + message.path(CLOSED).asString(""));
        }
        return message;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(_ -> socket).join();
    }

    /// What the connection brings.
    ///
    /// Threading: called by one thread after the other.
    private final class Frames implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                try {
                    incoming.add(JSON.readTree(text.toString()));
                } catch (JacksonException e) {
                    closed("it sends what is no JSON: " + e.getOriginalMessage());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable cause) {
            closed(cause.toString());
        }

        private void closed(String words) {
            incoming.add(JSON.createObjectNode().put(CLOSED, words));
        }
    }
}
