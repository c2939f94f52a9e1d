package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.config.Sources;
import dialtone.signaling.http.Routes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What operators do on the admin port of the relay alone.
class OperatorsTest {

    private static final int SUCCESS = 0x0103;
    private static final int ERROR = 0x0113;
    private static final JsonNode SPECIFICATION =
            new YAMLMapper().readTree(Path.of("../docs/openapi.yaml"));
    private static final String USERS = "turn:\n  users: {alice: wonder, bob: builder}\n";

    @TempDir private Path directory;
    private final HttpClient client = HttpClient.newHttpClient();
    private RelayAlone relay;

    @BeforeEach
    void start() throws IOException {
        configure(USERS);
        List<Sources.Flag> flags =
                List.of(
                        new Sources.Flag("--admin-port", "admin.listen", ":0"),
                        new Sources.Flag("--port", "turn.listen", ":0"));
        Loaded<RelayConfig> loaded =
                new ConfigLoader<>(RelayConfig.defaults(), Set.of())
                        .load(new Sources(file().toString(), Map.of(), flags, List.of()));
        relay = RelayAlone.start(loaded);
    }

    @AfterEach
    void stop() {
        relay.close();
        client.close();
    }

    private Path file() {
        return directory.resolve("dialtone.yaml");
    }

    private void configure(String yaml) throws IOException {
        Files.writeString(file(), yaml);
    }

    private int allocate(String user, String password) throws Exception {
        InetSocketAddress address = relay.listeners().getFirst();
        return Allocate.answer(address, user, password);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + relay.adminAddress().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(String method, String path, String body) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonMapper().readTree(response.body());
    }

    private JsonNode allocations(String query) throws Exception {
        return read("GET", "/v1/turn/allocations" + query, "").get("allocations");
    }

    private static void assertFits(String schema, JsonNode answer) {
        JsonNode properties = SPECIFICATION.at("/components/schemas/" + schema + "/properties");
        assertThat(answer.propertyNames()).isEqualTo(properties.propertyNames());
        answer.properties()
                .forEach(
                        member -> {
                            String type = properties.get(member.getKey()).get("type").stringValue();
                            JsonNode value = member.getValue();
                            String real =
                                    value.isIntegralNumber()
                                            ? "integer"
                                            : value.getNodeType().name().toLowerCase(Locale.ROOT);
                            assertThat(real).as(member.getKey()).isEqualTo(type);
                        });
    }

    @Test
    void thePathsAreThoseThatAreSpecified() {
        Routes routes = new Routes("/", Routes.Cors.NONE);
        TurnRoutes.add(routes, () -> null);

        routes.paths()
                .forEach(
                        (path, methods) ->
                                methods.forEach(
                                        method ->
                                                assertThat(
                                                                SPECIFICATION
                                                                        .get("paths")
                                                                        .get(path)
                                                                        .has(
                                                                                method.toLowerCase(
                                                                                        Locale
                                                                                                .ROOT)))
                                                        .as(method + " " + path)
                                                        .isTrue()));
        assertThat(SPECIFICATION.get("paths").get(Reload.PATH).has("post")).isTrue();
        assertThat(SPECIFICATION.get("paths").get(LogLevelRoutes.PATH).propertyNames())
                .contains("get", "put", "delete");
        assertThat(
                        SPECIFICATION.get("paths").propertyNames().stream()
                                .filter(path -> path.startsWith("/v1/turn/"))
                                .toList())
                .containsExactlyInAnyOrderElementsOf(routes.paths().keySet());
    }

    @Test
    void listTheAllocationsOfAUserAndEndOne() throws Exception {
        assertThat(allocate("alice", "wonder")).isEqualTo(SUCCESS);
        assertThat(allocate("bob", "builder")).isEqualTo(SUCCESS);

        assertThat(allocations("")).hasSize(2);
        JsonNode ofBob = allocations("?user=bob");
        assertThat(ofBob).hasSize(1);
        assertFits("Allocation", ofBob.get(0));
        assertThat(allocations("?user=nobody")).isEmpty();

        String path = "/v1/turn/allocations/" + ofBob.get(0).get("id").stringValue();
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(404);
        assertThat(allocations("")).hasSize(1);
    }

    @Test
    void drainTheRelay() throws Exception {
        assertThat(send("GET", "/readyz", "").statusCode()).isEqualTo(200);

        assertFits("Draining", read("POST", "/v1/turn/drain", "{\"enabled\":true}"));

        assertThat(allocate("alice", "wonder")).isEqualTo(ERROR);
        assertThat(send("GET", "/readyz", "").body()).contains("turn: it is drained");
        assertThat(send("GET", "/livez", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics", "").body()).contains("dialtone_turn_draining 1");
        read("POST", "/v1/turn/drain", "{\"enabled\":false}");
        assertThat(allocate("alice", "wonder")).isEqualTo(SUCCESS);
        assertThat(send("POST", "/v1/turn/drain", "{\"enabled\":1}").statusCode()).isEqualTo(400);
    }

    @Test
    void changeWhatIsLogged() throws Exception {
        String path = LogLevelRoutes.PATH;

        JsonNode levels = read("PUT", path, "{\"dialtone.turn\":\"trace\"}").get("levels");

        assertThat(levels.valueStream().map(JsonNode::toString))
                .contains("{\"logger\":\"dialtone.turn\",\"level\":\"trace\",\"changed\":true}");
        assertThat(read("GET", path, "").get("levels")).isEqualTo(levels);
        assertThat(read("DELETE", path, "").toString()).doesNotContain("true");
        for (String wrong :
                List.of(
                        "{}",
                        "{\"dialtone.turn\":\"loud\"}",
                        "{\"dialtone.turn\":7}",
                        "{\"dialtone.turm\":\"debug\",\"dialtone\":\"trace\"}")) {
            HttpResponse<String> refused = send("PUT", path, wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(refused.body()).contains("Nothing was changed: ");
        }
        assertThat(read("GET", path, "").toString()).doesNotContain("true");
    }

    @Test
    void applyWhatHasChangedAndHearWhatNeedsARestart() throws Exception {
        configure(
                """
                logging: {level: warn, loggers: {dialtone.turn: debug}}
                turn:
                  users: {carol: singer}
                  user-quota: 1
                  realm: other.example
                  bandwidth: {max-bps: 1MiB, user-bps: 2MiB, bps-capacity: 3MiB}
                """);

        JsonNode answer = read("POST", "/v1/reload", "{}");

        assertFits("Reloaded", answer);
        assertThat(answer.get("applied").valueStream().map(JsonNode::stringValue))
                .containsExactly(
                        "logging.level",
                        "logging.loggers",
                        "turn.bandwidth.bps-capacity",
                        "turn.bandwidth.max-bps",
                        "turn.bandwidth.user-bps",
                        "turn.user-quota",
                        "turn.users");
        assertThat(answer.get("needRestart").valueStream().map(JsonNode::stringValue))
                .containsExactly("turn.realm");
        assertThat(allocate("alice", "wonder")).isEqualTo(ERROR);
        assertThat(allocate("carol", "singer")).isEqualTo(SUCCESS);
        assertThat(allocate("carol", "singer")).isEqualTo(ERROR);
        assertThat(read("GET", LogLevelRoutes.PATH, "").toString())
                .contains("\"dialtone.turn\",\"level\":\"debug\",\"changed\":false");
        assertThat(read("POST", "/v1/reload", "{}").get("applied")).isEmpty();
    }

    @Test
    void aWrongConfigurationChangesNothingAndTellsAllThatIsWrong() throws Exception {
        configure("turn:\n  users: {carol: singer}\n  user-quota: 0\n  shards: many\n");

        HttpResponse<String> response = send("POST", "/v1/reload", "{}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("turn.user-quota", "turn.shards");
        assertThat(allocate("alice", "wonder")).isEqualTo(SUCCESS);
        assertThat(send("GET", "/metrics", "").body())
                .contains("dialtone_config_last_reload_successful 0");
        configure(USERS);
        read("POST", "/v1/reload", "{}");
        assertThat(send("GET", "/metrics", "").body())
                .contains("dialtone_config_last_reload_successful 1")
                .contains("dialtone_config_last_reload_timestamp_seconds");
    }

    @Test
    void aConfigurationThatLeavesNobodyIsWrong() throws Exception {
        configure("turn:\n  realm: dialtone\n");

        assertThat(send("POST", "/v1/reload", "{}").body()).contains("nobody could use this relay");
        assertThat(allocate("alice", "wonder")).isEqualTo(SUCCESS);
    }
}
