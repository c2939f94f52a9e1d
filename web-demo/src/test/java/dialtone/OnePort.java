package dialtone;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Everything a client may say to the port of browsers.
///
/// Threading: for the test's thread.
///
/// @param tls null for a client that does not use it
record OnePort(InetSocketAddress server, @Nullable SSLContext tls) {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int COOKIE = 0x2112_A442;
    private static final int HEADER_BYTES = 20;

    /// What the port answered to a STUN message.
    ///
    /// @param applicationProtocol what was agreed on by ALPN; empty for nothing
    record StunAnswer(int type, String applicationProtocol) {}

    private HttpClient http() {
        return http(HttpClient.Version.HTTP_1_1);
    }

    private HttpClient http(HttpClient.Version version) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(version);
        return (tls == null ? builder : builder.sslContext(tls)).build();
    }

    private URI uri(String scheme, String path) {
        return URI.create(
                scheme + (tls == null ? "" : "s") + "://127.0.0.1:" + server.getPort() + path);
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(path, HttpClient.Version.HTTP_1_1);
    }

    /// Likewise.
    ///
    /// @param version the highest that the client speaks
    HttpResponse<String> get(String path, HttpClient.Version version) throws Exception {
        try (HttpClient client = http(version)) {
            return client.send(
                    HttpRequest.newBuilder(uri("http", path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Opens a session as a browser does; what it is told.
    JsonNode session(String user) throws Exception {
        try (HttpClient client = http()) {
            HttpRequest wish =
                    HttpRequest.newBuilder(uri("http", "/v1/dev/ticket"))
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"user\":\"" + user + "\"}"))
                            .build();
            String ticket =
                    JSON.readTree(client.send(wish, HttpResponse.BodyHandlers.ofString()).body())
                            .get("ticket")
                            .stringValue();
            FirstMessage first = new FirstMessage();
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .subprotocols("dialtone.v1")
                            .buildAsync(uri("ws", "/v1/ws"), first)
                            .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            String open =
                    """
                    {"jsonrpc":"2.0","id":1,"method":"session.open","params":{"ticket":"%s"}}\
                    """
                            .formatted(ticket);
            socket.sendText(open, true).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            String answer = first.text.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            socket.abort();
            return JSON.readTree(answer).get("result");
        }
    }

    /// Waits for one message.
    ///
    /// Threading: the client calls it; the test waits for the text.
    private static final class FirstMessage implements WebSocket.Listener {

        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                text.complete(parts.toString());
            }
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
        }
    }

    /// Asks as a TURN client does that wants to know its own address (RFC 8489 section 14).
    ///
    /// @param applicationProtocols for ALPN
    StunAnswer bind(String... applicationProtocols) throws IOException {
        try (Socket socket = connect(applicationProtocols)) {
            ByteBuffer request = ByteBuffer.allocate(HEADER_BYTES);
            request.putShort((short) 1).putShort((short) 0).putInt(COOKIE);
            socket.getOutputStream().write(request.array());
            int type = new DataInputStream(socket.getInputStream()).readUnsignedShort();
            return new StunAnswer(
                    type,
                    socket instanceof SSLSocket secure ? secure.getApplicationProtocol() : "");
        }
    }

    /// Says something, and gives all that is answered until the port ends the connection.
    String say(String words) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The subject of the certificate that the port shows.
    String shownName() throws IOException {
        try (Socket socket = connect()) {
            return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
        }
    }

    private Socket connect(String... applicationProtocols) throws IOException {
        Socket socket = tls == null ? new Socket() : tls.getSocketFactory().createSocket();
        try {
            socket.connect(server, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (socket instanceof SSLSocket secure) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setApplicationProtocols(applicationProtocols);
                secure.setSSLParameters(parameters);
                secure.startHandshake();
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
