package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

class StaticPagesTest {

    private static final String SCRIPT = "export const answer = 42;\n".repeat(50);

    @TempDir Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Server server;

    @BeforeEach
    void writeFiles() throws IOException {
        write("demo/index.html", "<!doctype html><title>Demo</title>");
        write("demo/style.css", "body { margin: 0 }");
        write("demo/.hidden.txt", "secret");
        write("demo/program.class", "secret");
        write("sdk/dialtone.js", SCRIPT);
        write("embed/1.js", SCRIPT);
        Files.writeString(directory.resolve("outside.txt"), "secret");
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve("web").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        if (server != null) {
            server.stop();
        }
    }

    private int start(@Nullable Path root) throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new StaticPages(root));
        server.start();
        return connector.getLocalPort();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send(request(path, headers));
    }

    private HttpRequest.Builder request(String path, String... headers) throws Exception {
        int port = start(directory.resolve("web"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void servesTheDemoAtTheRootUnderAPolicyThatLetsItReachNothingElse() throws Exception {
        HttpResponse<byte[]> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(text(page)).contains("<title>Demo</title>");
        assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("connect-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "permissions-policy"))
                .contains("camera=(self)", "microphone=(self)", "geolocation=()");
        assertThat(header(page, "referrer-policy")).isEqualTo("same-origin");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(page, "cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(header(page, "access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sdk/dialtone.js", "/embed/1.js"})
    void letsPagesOfAnySiteImportTheLibrary(String path) throws Exception {
        HttpResponse<byte[]> script = get(path);

        assertThat(text(script)).isEqualTo(SCRIPT);
        assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(script, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(script, "cross-origin-resource-policy")).isEqualTo("cross-origin");
    }

    @Test
    void compressesForBrowsersThatTakeIt() throws Exception {
        HttpResponse<byte[]> script = get("/sdk/dialtone.js", "Accept-Encoding", "br, gzip;q=0.5");

        assertThat(header(script, "content-encoding")).isEqualTo("gzip");
        assertThat(header(script, "vary")).isEqualTo("Accept-Encoding");
        assertThat(script.body().length).isLessThan(SCRIPT.length() / 5);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(script.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(SCRIPT);
    }

    @Test
    void doesNotCompressForThoseThatRefuse() throws Exception {
        HttpResponse<byte[]> script = get("/sdk/dialtone.js", "Accept-Encoding", "gzip;q=0");

        assertThat(header(script, "content-encoding")).isEmpty();
        assertThat(text(script)).isEqualTo(SCRIPT);
    }

    @Test
    void tellsWhetherAFileHasChanged() throws Exception {
        HttpRequest.Builder request = request("/sdk/dialtone.js");
        HttpResponse<byte[]> first = send(request);
        String tag = header(first, "etag");
        assertThat(header(first, "cache-control")).isEqualTo("no-cache");

        HttpResponse<byte[]> unchanged =
                send(request.setHeader("If-None-Match", "\"x\", W/" + tag));
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(header(unchanged, "etag")).isEqualTo(tag);

        write("sdk/dialtone.js", "changed");
        HttpResponse<byte[]> changed = send(request);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(text(changed)).isEqualTo("changed");
        assertThat(header(changed, "etag")).isNotEqualTo(tag);
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() throws Exception {
        HttpResponse<byte[]> head =
                send(
                        request("/demo/style.css")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "content-length")).isEqualTo("18");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void refusesOtherMethodsInWords() throws Exception {
        HttpResponse<byte[]> posted =
                send(request("/").POST(HttpRequest.BodyPublishers.ofString("x")));

        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(header(posted, "allow")).isEqualTo("GET, HEAD");
        assertThat(text(posted)).contains("POST cannot be used on this path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/demo/nothing.html",
                "/demo/",
                "/demo",
                "/sdk/dialtone.js/",
                "/demo/.hidden.txt",
                "/demo/program.class",
                "/outside.txt",
                "/web/demo/index.html"
            })
    void saysInWordsThatThereIsNothing(String path) throws Exception {
        HttpResponse<byte[]> nothing = get(path);

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(text(nothing))
                .contains("There is nothing at " + path + "; the demo is at /.")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "/demo/../../outside.txt",
        "/demo/..%2f..%2foutside.txt",
        "/demo/%2e%2e/%2e%2e/outside.txt",
        "/demo/..;/..;/outside.txt",
        "/demo/..\\..\\outside.txt",
        "/demo/%00index.html",
        "//outside.txt",
        "/demo//index.html",
        "/sdk/%2e%2e%2f%2e%2e%2foutside.txt",
    })
    void letsNobodyOutOfItsDirectory(String path) throws Exception {
        int port = start(directory.resolve("web"));

        String answer =
                sendRaw(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("secret");
    }

    @Test
    void servesTheFilesBuiltIntoTheProgram() throws Exception {
        int port = start(null);

        String answer =
                sendRaw(
                        port,
                        "GET /demo/for-tests.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("built in\n");
    }

    private static String sendRaw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
