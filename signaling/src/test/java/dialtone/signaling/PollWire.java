package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.function.BooleanSupplier;

/// Requests that wait for messages, and POST.
final class PollWire implements TestWire {

    private final SignalHttp http;
    private final Receiver receiver;
    private final String secret;
    private volatile boolean aborted;

    /// Says whether an answer, or whether it arrived, is to be lost.
    private volatile BooleanSupplier loses = () -> false;

    private long sent;

    PollWire(InetSocketAddress server, @Nullable String origin, Receiver receiver) {
        http = new SignalHttp(server, origin);
        this.receiver = receiver;
        HttpResponse<String> response = http.post(SignalHttp.POLL, null, "");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode opened = SignalHttp.json(response.body());
        secret = opened.get("connection").stringValue();
        if (!take(opened)) {
            Thread.ofVirtual().start(this::poll);
        }
    }

    void loses(BooleanSupplier decides) {
        loses = decides;
    }

    String secret() {
        return secret;
    }

    private void poll() {
        long last = 0;
        while (!aborted) {
            HttpResponse<String> response =
                    http.post(SignalHttp.POLL + "?after=" + last, secret, "");
            if (aborted) {
                return;
            }
            if (response.statusCode() != 200) {
                receiver.failed(new IOException(response.body()));
                return;
            }
            if (loses.getAsBoolean()) {
                continue;
            }
            JsonNode answer = SignalHttp.json(response.body());
            if (take(answer)) {
                return;
            }
            last = answer.get("last").longValue();
        }
    }

    /// Whether it was the last one.
    private boolean take(JsonNode answer) {
        answer.get("messages").forEach(message -> receiver.message(message.toString()));
        if (!answer.has("close")) {
            return false;
        }
        receiver.closed(
                answer.at("/close/code").intValue(), answer.at("/close/reason").stringValue());
        return true;
    }

    @Override
    public synchronized void send(String json) {
        String path = SignalHttp.MESSAGES + "?first=" + ++sent;
        do {
            http.post(path, secret, json);
        } while (loses.getAsBoolean());
    }

    @Override
    public void abort() {
        aborted = true;
    }
}
