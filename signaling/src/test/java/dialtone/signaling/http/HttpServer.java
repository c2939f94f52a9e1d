package dialtone.signaling.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// A Jetty with one handler on a free loopback port, and a client for it.
public final class HttpServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Server server = new Server(new QueuedThreadPool(6, 1));
    private final HttpClient client = HttpClient.newHttpClient();
    private final InetSocketAddress address;

    public HttpServer(Handler handler) throws Exception {
        ServerConnector connector = new ServerConnector(server, 1, 1);
        address =
                Connectors.open(
                        connector,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "test.listen");
        server.addConnector(connector);
        server.setErrorHandler(new ProblemErrorHandler());
        server.setHandler(handler);
        server.start();
    }

    /// A request to a path, to be completed.
    public HttpRequest.Builder request(String path) {
        return request(address, path);
    }

    public static HttpRequest.Builder request(InetSocketAddress address, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(host(address), address.getPort(), path)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(client, request);
    }

    public static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Sends bytes as they are, and returns what comes back until the server closes.
    public String sendRaw(String text) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
