package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.http.HttpServer;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.DevelopmentKey;
import dialtone.signaling.ticket.PublishableKeys;
import dialtone.signaling.ticket.TicketApi;
import dialtone.signaling.ticket.TicketVerifier;
import dialtone.signaling.ticket.Verdict;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Holds `docs/openapi.yaml` against what the server does.
class OpenApiTest {

    private static final JsonNode SPECIFICATION =
            new YAMLMapper().readTree(Path.of("../docs/openapi.yaml"));

    private final DevelopmentKey key = DevelopmentKey.create();
    private final TicketVerifier verifier = TicketVerifier.of(key.keys(), InstantSource.system());
    private final Routes api =
            TicketApi.routes(
                    (_, ticket) ->
                            ticket == null
                                    ? new Verdict.Refused(
                                            ErrorCode.TICKET_MISSING, "No ticket was sent.")
                                    : verifier.verify(ticket),
                    key,
                    List.of(),
                    new PublishableKeys(Map.of(), key.minter(), InstantSource.system()),
                    InstantSource.system());
    private final Routes admin =
            AdminServer.routes(
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    BuildInfo.read(),
                    new AdminServer.Health(
                            () -> ProcessState.DRAINING,
                            List.of(new HealthCheck("loop", () -> "stands still")),
                            List.of()));
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = new HttpServer(new Handler.Sequence(api, admin));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void namesExactlyThePathsAndMethodsThatThereAre() {
        Map<String, Set<String>> real = new TreeMap<>(api.paths());
        real.putAll(admin.paths());
        // Served by the transports' own handlers, whose messages are in the AsyncAPI file.
        real.put("/v1/ws", Set.of("GET"));
        real.put("/v1/signal/events", Set.of("POST"));
        real.put("/v1/signal/poll", Set.of("POST"));
        real.put("/v1/signal/messages", Set.of("POST"));

        assertThat(specifiedPaths()).isEqualTo(real);
    }

    @Test
    void describesTheAnswersAsTheyAre() {
        String ticket = mint();

        assertFits("Valid", get("/v1/validate", ticket), 200);
        assertFits("Problem", get("/v1/validate", "garbage"), 401);
        assertFits("Live", get("/livez", ticket), 503);
        assertFits("Ready", get("/readyz", ticket), 503);
        assertFits("Version", get("/version", ticket), 200);
    }

    @Test
    void namesEveryStateOfTheProcess() {
        Set<String> states =
                SPECIFICATION
                        .at("/components/schemas/Ready/properties/state/enum")
                        .valueStream()
                        .map(JsonNode::stringValue)
                        .collect(Collectors.toSet());

        assertThat(states)
                .isEqualTo(
                        Arrays.stream(ProcessState.values())
                                .map(ProcessState::wire)
                                .collect(Collectors.toSet()));
    }

    private String mint() {
        HttpResponse<String> response =
                server.send(
                        server.request("/v1/dev/ticket")
                                .POST(BodyPublishers.ofString("{\"user\":\"a\",\"name\":\"A\"}")));
        assertFits("DevelopmentTicket", response, 200);
        return HttpServer.json(response).get("ticket").stringValue();
    }

    private HttpResponse<String> get(String path, String ticket) {
        HttpRequest.Builder request = server.request(path);
        return server.send(request.header("Authorization", "Bearer " + ticket));
    }

    /// All that is required is there, and all that is there is specified, with its type.
    private static void assertFits(String schema, HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode specified = SPECIFICATION.at("/components/schemas/" + schema);
        JsonNode answer = HttpServer.json(response);
        assertThat(answer.propertyNames())
                .as(schema)
                .containsAll(
                        specified.get("required").valueStream().map(JsonNode::stringValue).toList())
                .isSubsetOf(specified.get("properties").propertyNames());
        answer.properties()
                .forEach(
                        member -> {
                            JsonNode type =
                                    specified.at("/properties/" + member.getKey() + "/type");
                            if (type.isString()) {
                                assertThat(typeOf(member.getValue()))
                                        .as(schema + "." + member.getKey())
                                        .isEqualTo(type.stringValue());
                            }
                        });
    }

    private static String typeOf(JsonNode node) {
        return node.isIntegralNumber()
                ? "integer"
                : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /// Those of other parts on the admin port are held against the file by who adds them.
    private static Map<String, Set<String>> specifiedPaths() {
        Map<String, Set<String>> paths = new TreeMap<>();
        SPECIFICATION
                .get("paths")
                .properties()
                .forEach(
                        path ->
                                paths.put(
                                        path.getKey(),
                                        path.getValue().propertyNames().stream()
                                                .filter(
                                                        name ->
                                                                !name.equals("servers")
                                                                        && !name.equals(
                                                                                "parameters"))
                                                .map(name -> name.toUpperCase(Locale.ROOT))
                                                .collect(Collectors.toSet())));
        paths.keySet()
                .removeIf(
                        path ->
                                path.matches(
                                        "/v1/(turn/.*|sip/.*|presence.*|trunks|reload|drain|log-levels)|/calls.*"));
        return paths;
    }
}
