package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.admin.AdminConfig;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.http.Routes;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Presence for programs, on the admin port of the one process.
class PresenceRoutesTest {

    private static final JsonNode SPECIFICATION =
            new YAMLMapper().readTree(Path.of("../docs/openapi.yaml"));

    private final Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        dialtone.close();
        client.close();
    }

    private HttpResponse<String> get(String address) throws Exception {
        return send(dialtone.adminAddress(), "/" + address, null);
    }

    private HttpResponse<String> set(String body) throws Exception {
        return send(dialtone.adminAddress(), "", body.replace('\'', '"'));
    }

    private HttpResponse<String> send(InetSocketAddress admin, String path, @Nullable String body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(
                                "http://127.0.0.1:"
                                        + admin.getPort()
                                        + PresenceRoutes.PRESENCE
                                        + path));
        if (body != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode presence(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode presence = new JsonMapper().readTree(response.body());
        JsonNode schema = SPECIFICATION.at("/components/schemas/Presence");
        assertThat(presence.propertyNames())
                .isSubsetOf(schema.get("properties").propertyNames())
                .containsAll(
                        schema.get("required").valueStream().map(JsonNode::stringValue).toList());
        return presence;
    }

    @Test
    void thePathsAreThoseThatAreSpecified() {
        Routes routes = new Routes("/", Routes.Cors.NONE);
        PresenceRoutes.add(routes, () -> null);

        routes.paths()
                .forEach(
                        (path, methods) ->
                                assertThat(methods).as(path).isEqualTo(specifiedMethods(path)));
    }

    private static Set<String> specifiedMethods(String path) {
        return SPECIFICATION.get("paths").get(path).propertyNames().stream()
                .filter(name -> !name.equals("servers") && !name.equals("parameters"))
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Test
    void whoIsNotThereIsOffline() throws Exception {
        JsonNode bob = presence(get("user:bob"));

        assertThat(bob.get("address").stringValue()).isEqualTo("user:bob");
        assertThat(bob.get("state").stringValue()).isEqualTo("offline");
        assertThat(bob.get("devices")).isEmpty();
    }

    @Test
    void whatAProgramSaysHoldsUntilItSaysSomethingElse() throws Exception {
        JsonNode said =
                presence(
                        set(
                                "{'address':'user:bob','name':'Bob','state':'busy','note':'Meeting',"
                                    + "'device':'Calendar','abilities':['audio'],'seconds':600}"));

        assertThat(presence(get("user%3Abob"))).isEqualTo(said);
        assertThat(said.get("state").stringValue()).isEqualTo("busy");
        assertThat(said.get("name").stringValue()).isEqualTo("Bob");
        assertThat(said.at("/devices/0/name").stringValue()).isEqualTo("Calendar");
        assertThat(said.at("/abilities/0").stringValue()).isEqualTo("audio");

        set("{'address':'user:bob','state':'offline'}");
        assertThat(presence(get("user:bob")).get("state").stringValue()).isEqualTo("offline");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|'address'",
                "{'address':'tel:+1','state':'busy'}|'address'",
                "{'address':'user:bob'}|'state'",
                "{'address':'user:bob','state':'asleep'}|'state'",
                "{'address':'user:bob','state':'busy','note':7}|'note'",
                "{'address':'user:bob','state':'busy','abilities':['smell']}|'abilities'",
                "{'address':'user:bob','state':'busy','abilities':'audio'}|'abilities'",
                "{'address':'user:bob','state':'busy','seconds':0}|'seconds'",
                "{'address':'user:bob','state':'busy','seconds':86401}|'seconds'"
            },
            quoteCharacter = '"')
    void isToldWhatIsWrong(String body, String member) throws Exception {
        HttpResponse<String> refused = set(body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonMapper().readTree(refused.body()).get("detail").stringValue())
                .contains(member);
        assertThat(presence(get("user:bob")).get("state").stringValue()).isEqualTo("offline");
    }

    @Test
    void aPathWithoutAUserIsRefused() throws Exception {
        assertThat(get("bob").statusCode()).isEqualTo(400);
        assertThat(get("room:standup").statusCode()).isEqualTo(400);
    }

    @Test
    void saysSoWhileSignalingIsNotOpen() throws Exception {
        try (AdminServer early =
                AdminServer.start(
                        new AdminConfig(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of(),
                                List.of()),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        new AdminServer.Health(() -> ProcessState.STARTING, List.of(), List.of()),
                        routes -> PresenceRoutes.add(routes, () -> null))) {
            HttpResponse<String> response = send(early.address(), "/user:bob", null);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("Signaling is not open.");
        }
    }
}
