package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.HttpServer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.eclipse.jetty.http.HttpMethod;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/// An admin port that asks for a key.
class AdminKeysTest {

    private static final String KEY = "0123456789abcdef";
    private static final String NEXT = "fedcba9876543210";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @AutoClose private final HttpClient client = HttpClient.newHttpClient();

    @AutoClose
    private final AdminServer admin =
            AdminServer.start(
                    new AdminConfig(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                            List.of(new Secret(KEY), new Secret(NEXT)),
                            List.of()),
                    registry,
                    new AdminServer.Health(() -> ProcessState.SERVING, List.of(), List.of()),
                    routes ->
                            routes.add(
                                    HttpMethod.GET,
                                    "/v1/things",
                                    AdminRoutes.plain(_ -> new Answer.Ok(List.of("a")))));

    private HttpRequest.Builder things() {
        return HttpServer.request(admin.address(), "/v1/things");
    }

    private double refused() {
        return registry.get("dialtone.admin.refused").counter().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + NEXT})
    void letsInWhoShowsOneOfThem(String authorization) {
        HttpResponse<String> response =
                HttpServer.send(client, things().header("Authorization", authorization));

        assertThat(response.body()).isEqualTo("[\"a\"]");
        assertThat(refused()).isZero();
    }

    @Test
    void tellsWhoShowsNoneWhatToDo() {
        HttpResponse<String> response = HttpServer.send(client, things());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(response.body()).contains("http/unauthorized").contains("admin.keys");
        assertThat(refused()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdefg",
                "Bearer",
                "Basic " + KEY,
                KEY
            })
    void refusesAllElse(String authorization) {
        HttpRequest.Builder request = things().header("Authorization", authorization);

        assertThat(HttpServer.send(client, request).statusCode()).isEqualTo(401);
    }

    @Test
    void tellsNobodyWhichPathsThereAre() {
        HttpRequest.Builder nowhere = HttpServer.request(admin.address(), "/nowhere");

        assertThat(HttpServer.send(client, nowhere).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/livez", "/readyz", "/version"})
    void areNotNeededByWhatWatchesTheProcess(String path) {
        HttpRequest.Builder request = HttpServer.request(admin.address(), path);

        assertThat(HttpServer.send(client, request).statusCode()).isEqualTo(200);
    }
}
