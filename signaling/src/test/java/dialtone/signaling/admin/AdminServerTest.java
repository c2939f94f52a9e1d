package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.process.CannotListenException;
import dialtone.signaling.http.HttpServer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
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
                        new AdminConfig(loopback(0)),
                        registry,
                        new AdminServer.Health(
                                () -> state,
                                List.of(new HealthCheck("loop", () -> loopProblem)),
                                List.of(new HealthCheck("turn", () -> turnProblem))));
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
                .isEqualTo("{\"ready\":true,\"state\":\"serving\",\"reasons\":[]}");

        state = ProcessState.DRAINING;
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void tellsEveryReasonForNotBeingReady() {
        turnProblem = "no UDP port";

        assertThat(get("/readyz").body())
                .isEqualTo(
                        "{\"ready\":false,\"state\":\"starting\",\"reasons\":"
                                + "[\"the process is starting\",\"turn: no UDP port\"]}");
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
            AdminConfig config = new AdminConfig(loopback(taken.getLocalPort()));

            assertThatThrownBy(
                            () ->
                                    AdminServer.start(
                                            config,
                                            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                            new AdminServer.Health(
                                                    () -> state, List.of(), List.of())))
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
                new AdminConfig(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 8081));

        assertThatThrownBy(
                        () ->
                                AdminServer.start(
                                        config,
                                        registry,
                                        new AdminServer.Health(() -> state, List.of(), List.of())))
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
