package dialtone.signaling;

import dialtone.signaling.http.HttpServer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// The requests below `/v1/signal/` as a client makes them.
final class SignalHttp {

    static final String EVENTS = "/v1/signal/events";
    static final String POLL = "/v1/signal/poll";
    static final String MESSAGES = "/v1/signal/messages";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final InetSocketAddress server;
    private final @Nullable String origin;

    SignalHttp(InetSocketAddress server, @Nullable String origin) {
        this.server = server;
        this.origin = origin;
    }

    /// Makes a POST request.
    ///
    /// @param path with its query
    /// @param secret of the connection; null for none
    HttpResponse<String> post(String path, @Nullable String secret, byte[] body) {
        return send(path, secret, body, BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, @Nullable String secret, String body) {
        return post(path, secret, body.getBytes(StandardCharsets.UTF_8));
    }

    /// An answer that goes on.
    HttpResponse<InputStream> stream(String path) {
        return send(path, null, new byte[0], BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> send(
            String path, @Nullable String secret, byte[] body, BodyHandler<T> handler) {
        HttpRequest.Builder request =
                HttpServer.request(server, path).POST(BodyPublishers.ofByteArray(body));
        if (secret != null) {
            request.header("Authorization", "Bearer " + secret);
        }
        if (origin != null) {
            request.header("Origin", origin);
        }
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
