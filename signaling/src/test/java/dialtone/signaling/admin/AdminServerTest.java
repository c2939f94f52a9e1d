package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.process.CannotListenException;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.HttpServer;
import dialtone.signaling.http.Routes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

class AdminServerTest {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable String loopProblem;
    private volatile @Nullable String turnProblem;
    private AdminServer admin;

    @BeforeEach
    void start() {
        admin =
                AdminServer.start(
                        new AdminConfig(loopback(0), List.of(), List.of()),
                        registry,
                        new AdminServer.Health(
                                () -> state,
                                List.of(new HealthCheck("loop", () -> loopProblem)),
                                List.of(new HealthCheck("turn", () -> turnProblem))),
                        AdminServerTest::addRoutes);
    }

    @AfterEach
    void stop() {
        admin.close();
        client.close();
    }

    @Test
    void servesMetricsAsPrometheusText() {
        Counter.builder("dialtone.things").register(registry).increment();

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body().lines())
                .contains("dialtone_things_total 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("jvm_gc_"))
                .anyMatch(line -> line.startsWith("jvm_threads_live_threads "))
                .anyMatch(line -> line.startsWith("process_uptime_seconds "))
                .anyMatch(line -> line.startsWith("process_files_open_files "))
                .anyMatch(line -> line.startsWith("process_cpu_usage "));
    }

    @Test
    void measuresWhichBuildThisIs() {
        BuildInfo build = BuildInfo.read();

        assertThat(get("/metrics").body())
                .contains(
                        "dialtone_build_info{java=\"%s\",revision=\"%s\",version=\"%s\"} 1\n"
                                .formatted(build.java(), build.revision(), build.version()));
    }

    @Test
    void measuresTheStateItIsIn() {
        state = ProcessState.DRAINING;

        assertThat(get("/metrics").body().lines())
                .contains(
                        "dialtone_state{state=\"starting\"} 0.0",
                        "dialtone_state{state=\"serving\"} 0.0",
                        "dialtone_state{state=\"draining\"} 1.0",
                        "dialtone_state{state=\"stopping\"} 0.0");
    }

    @Test
    void livesWhateverTheState() {
        HttpResponse<String> response = get("/livez");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"live\":true,\"reasons\":[]}");
    }

    @Test
    void saysWhyItShouldBeKilled() {
        loopProblem = "stands still for 12 s";

        HttpResponse<String> response = get("/livez");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("{\"live\":false,\"reasons\":[\"loop: stands still for 12 s\"]}");
    }

    @Test
    void isReadyOnlyWhileItServes() {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("the process is starting");

        state = ProcessState.SERVING;
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body())
                .isEqualTo("{\"ready\":true,\"state\":\"serving\",\"reasons\":[],\"notes\":[]}");

        state = ProcessState.DRAINING;
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void tellsEveryReasonForNotBeingReady() {
        turnProblem = "no UDP port";

        assertThat(get("/readyz").body())
                .isEqualTo(
                        "{\"ready\":false,\"state\":\"starting\",\"reasons\":"
                                + "[\"the process is starting\",\"turn: no UDP port\"],"
                                + "\"notes\":[]}");
    }

    @Test
    void takesACheckThatFailsForAProblem() {
        HealthCheck failing =
                new HealthCheck(
                        "turn",
                        () -> {
                            throw new IllegalStateException("oops");
                        });

        assertThat(failing.ask()).contains("check itself failed", "oops");
    }

    @Test
    void tellsItsVersion() {
        JsonNode version = HttpServer.json(get("/version"));

        assertThat(version.get("version").stringValue()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(version.get("revision").stringValue())
                .matches("unknown|[0-9a-f]{12,40}(-dirty)?");
        assertThat(version.get("java").stringValue()).isEqualTo(Runtime.version().toString());
    }

    @Test
    void answersOtherPathsInWords() {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/").headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void saysThatThePortIsInUseAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AdminConfig config =
                    new AdminConfig(loopback(taken.getLocalPort()), List.of(), List.of());

            assertThatThrownBy(
                            () ->
                                    AdminServer.start(
                                            config,
                                            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                            new AdminServer.Health(
                                                    () -> state, List.of(), List.of()),
                                            _ -> {}))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessage(
                            "cannot listen on 127.0.0.1:%d: the port is in use; choose another with"
                                    + " admin.listen",
                            taken.getLocalPort());
        }
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() {
        AdminConfig config =
                new AdminConfig(
                        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 8081),
                        List.of(),
                        List.of());

        assertThatThrownBy(
                        () ->
                                AdminServer.start(
                                        config,
                                        registry,
                                        new AdminServer.Health(() -> state, List.of(), List.of()),
                                        _ -> {}))
                .hasMessage(
                        "cannot listen on 192.0.2.1:8081: this machine has no such address; choose"
                                + " another with admin.listen");
    }

    @Test
    void freesItsPortWhenClosed() throws Exception {
        admin.close();

        try (ServerSocket again =
                new ServerSocket(admin.address().getPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static void addRoutes(Routes routes) {
        routes.add(
                        HttpMethod.GET,
                        "/things/" + Routes.LAST_SEGMENT,
                        AdminRoutes.plain(r -> new Answer.Ok(List.of(Routes.lastSegment(r)))))
                .add(
                        HttpMethod.POST,
                        "/things",
                        AdminRoutes.json(body -> new Answer.Ok(List.of(body.get("a").asString()))))
                .add(
                        HttpMethod.POST,
                        "/later",
                        AdminRoutes.json(
                                _ -> {
                                    throw new IllegalStateException("not now");
                                }));
    }

    private HttpRequest.Builder post(String path, String body) {
        return HttpServer.request(admin.address(), path)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder postJson(String path, String body) {
        return post(path, body).header("Content-Type", "application/json; charset=utf-8");
    }

    @Test
    void servesTheRoutesOfOthers() {
        assertThat(get("/things/17").body()).isEqualTo("[\"17\"]");
        assertThat(get("/things/17/18").statusCode()).isEqualTo(404);
        assertThat(HttpServer.send(client, postJson("/things", "{\"a\":\"b\"}")).body())
                .isEqualTo("[\"b\"]");
    }

    @Test
    void saysWhyItCannotAnswerNow() {
        HttpResponse<String> response = HttpServer.send(client, postJson("/later", "{}"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("not now", "\"retryable\":true");
    }

    @Test
    void takesNoRequestsOfPages() {
        var withOrigin = postJson("/things", "{}").header("Origin", "http://evil.example");
        var marked = postJson("/things", "{}").header("Sec-Fetch-Site", "same-origin");

        assertThat(HttpServer.send(client, withOrigin).statusCode()).isEqualTo(403);
        assertThat(HttpServer.send(client, marked).statusCode()).isEqualTo(403);
        assertThat(
                        HttpServer.send(
                                        client,
                                        HttpServer.request(admin.address(), "/things/1")
                                                .header("Origin", "null"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void takesNothingButJsonObjects() {
        assertThat(HttpServer.send(client, post("/things", "{}")).statusCode()).isEqualTo(415);
        assertThat(
                        HttpServer.send(
                                        client,
                                        post("/things", "{}").header("Content-Type", "text/plain"))
                                .statusCode())
                .isEqualTo(415);
        assertThat(HttpServer.send(client, postJson("/things", "[]")).statusCode()).isEqualTo(400);
        assertThat(HttpServer.send(client, postJson("/things", "{")).statusCode()).isEqualTo(400);
        assertThat(HttpServer.send(client, postJson("/things", " ".repeat(5000))).statusCode())
                .isEqualTo(413);
    }

    @Test
    void listensOnLoopbackByDefault() {
        assertThat(AdminConfig.defaults().listen()).isEqualTo(loopback(8081));
    }

    private HttpResponse<String> get(String path) {
        return HttpServer.send(client, HttpServer.request(admin.address(), path).GET());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }
}
