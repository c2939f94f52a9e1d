package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A stream of server-sent events, and POST.
final class EventWire implements TestWire {

    private final SignalHttp http;
    private final Receiver receiver;
    private final InputStream body;
    private final CompletableFuture<String> opened = new CompletableFuture<>();
    private final String secret;
    private long sent;
    private String event = "";

    EventWire(InetSocketAddress server, @Nullable String origin, Receiver receiver) {
        http = new SignalHttp(server, origin);
        this.receiver = receiver;
        HttpResponse<InputStream> response = http.stream(SignalHttp.EVENTS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        body = response.body();
        Thread.ofVirtual().start(this::read);
        secret = opened.orTimeout(TestClient.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    String secret() {
        return secret;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                take(line);
            }
            receiver.failed(new IOException("the stream ended"));
        } catch (IOException e) {
            receiver.failed(e);
        }
    }

    private void take(String line) {
        if (line.isEmpty()) {
            event = "";
        } else if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
            data(line.substring("data: ".length()));
        } else {
            throw new AssertionError("no line of an event stream: " + line);
        }
    }

    private void data(String data) {
        JsonNode json = SignalHttp.json(data);
        switch (event) {
            case "" -> receiver.message(data);
            case "open" -> opened.complete(json.get("connection").stringValue());
            case "ping" -> http.post(SignalHttp.MESSAGES, secret, "");
            case "close" ->
                    receiver.closed(json.get("code").intValue(), json.get("reason").stringValue());
            default -> throw new AssertionError("unknown event: " + event);
        }
    }

    @Override
    public synchronized void send(String json) {
        String path = SignalHttp.MESSAGES + "?first=" + ++sent;
        http.post(path, secret, json);
    }

    @Override
    public void abort() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
