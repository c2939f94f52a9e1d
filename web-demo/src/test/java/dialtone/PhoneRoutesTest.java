package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.admin.AdminConfig;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.http.Routes;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Attempt;
import dialtone.sip.policy.BreakerConfig;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.policy.Money;
import dialtone.sip.policy.Outcome;
import dialtone.sip.policy.PolicyConfig;
import dialtone.sip.policy.VolumeConfig;
import dialtone.sip.record.CallMedia;
import dialtone.sip.record.CallRecord;
import dialtone.sip.record.CallRecords;
import dialtone.sip.record.RecordsConfig;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Call records and breakers on the admin port.
class PhoneRoutesTest {

    private static final JsonNode SPECIFICATION =
            new YAMLMapper().readTree(Path.of("../docs/openapi.yaml"));
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String CUBA = "+5371234567";

    @TempDir private Path directory;
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InstantSource clock = InstantSource.fixed(NOON);
    private final DialPolicy policy = new DialPolicy(oneCallToEachCountry(), clock, registry);
    private final HttpClient client = HttpClient.newHttpClient();
    private CallRecords records;
    private AdminServer admin;

    @BeforeEach
    void start() {
        RecordsConfig config =
                new RecordsConfig(
                        "jdbc:sqlite:" + directory.resolve("calls.db"), null, null, null, 100);
        try (CallRecords first =
                CallRecords.start(
                        config, clock, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            first.add(call("one", NOON));
            first.add(call("two", NOON.plusSeconds(60)));
        }
        records = CallRecords.start(config, clock, registry);
        admin =
                AdminServer.start(
                        new AdminConfig(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of(),
                                List.of()),
                        registry,
                        new AdminServer.Health(() -> ProcessState.SERVING, List.of(), List.of()),
                        this::addRoutes);
    }

    @AfterEach
    void stop() {
        admin.close();
        records.close();
        client.close();
    }

    private void addRoutes(Routes routes) {
        PolicyRoutes.add(routes, policy);
        CallRoutes.add(routes, records);
        LiveCallRoutes.add(routes, () -> null);
    }

    private static PolicyConfig oneCallToEachCountry() {
        PolicyConfig plain = PolicyConfig.defaults();
        return new PolicyConfig(
                List.of(),
                List.of(),
                List.of(),
                plain.maxDuration(),
                4,
                100,
                60,
                100,
                120,
                Map.of(),
                plain.defaultRate(),
                plain.billingInterval(),
                new BreakerConfig(
                        new VolumeConfig(0, 0, Money.ZERO),
                        new VolumeConfig(1, 0, Money.ZERO),
                        List.of(),
                        Duration.ofHours(1)));
    }

    private static CallRecord call(String id, Instant started) {
        return new CallRecord(
                id,
                CallRecord.Direction.OUTBOUND,
                "user:alice",
                "tel:112",
                null,
                "112",
                "main",
                null,
                "alice",
                started,
                null,
                null,
                started.plusSeconds(5),
                EndReason.CANCELLED,
                null,
                CallRecord.Ender.BROWSER,
                null,
                CallMedia.NONE);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + admin.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode read(String path) throws Exception {
        HttpResponse<String> response = send("GET", path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonMapper().readTree(response.body());
    }

    private static void assertFits(String schema, JsonNode answer) {
        JsonNode specified = SPECIFICATION.at("/components/schemas/" + schema);
        assertThat(answer.propertyNames())
                .isSubsetOf(specified.get("properties").propertyNames())
                .containsAll(
                        specified
                                .get("required")
                                .valueStream()
                                .map(JsonNode::stringValue)
                                .toList());
    }

    @Test
    void listsCallsInPages() throws Exception {
        JsonNode first = read("/calls?limit=1&user=alice&from=2026-11-22");
        assertFits("Calls", first);
        assertFits("Call", first.get("calls").get(0));
        assertThat(first.at("/calls/0/id").stringValue()).isEqualTo("two");
        assertThat(first.at("/calls/0/started").stringValue()).isEqualTo("2026-11-22T12:01:00Z");

        JsonNode second = read("/calls?limit=1&cursor=" + first.get("next").stringValue());
        assertThat(second.at("/calls/0/id").stringValue()).isEqualTo("one");
        assertThat(second.has("next")).isFalse();
        assertThat(read("/calls?user=nobody").get("calls").isEmpty()).isTrue();
    }

    @Test
    void givesOneCall() throws Exception {
        assertFits("Call", read("/calls/one"));
        assertThat(send("GET", "/calls/three", "").statusCode()).isEqualTo(404);
    }

    @Test
    void givesATable() throws Exception {
        HttpResponse<String> response =
                send("GET", "/calls.csv?to=2026-11-22T12:00:30Z&trunk=main", "");

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("text/csv; charset=utf-8; header=present");
        assertThat(response.body().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("one,outbound,");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "from=yesterday, 'from' is no time",
                "to=2026-13-01, 'to' is no time",
                "limit=0, 'limit' must be 1 to 1000",
                "limit=1001, 'limit' must be 1 to 1000",
                "limit=many, 'limit' must be 1 to 1000",
                "cursor=x, 'cursor' is none",
                "cursor=!!, 'cursor' is none",
                "form=2026-11-22, There is no parameter 'form'"
            })
    void saysWhichParameterIsWrong(String query, String words) throws Exception {
        HttpResponse<String> response = send("GET", "/calls?" + query, "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(new JsonMapper().readTree(response.body()).get("detail").stringValue())
                .contains(words);
    }

    @Test
    void listsAndResetsBreakers() throws Exception {
        Ticket alice = new Ticket("alice", null, List.of(), List.of("*"), NOON.plusSeconds(3600));
        Attempt attempt = new Attempt("c_1", CUBA, null, alice, null, "main", Attempt.Kind.DIAL);
        assertThat(read("/v1/sip/breakers").get("breakers").isEmpty()).isTrue();
        assertThat(policy.admit(attempt)).isInstanceOf(Outcome.Allowed.class);
        assertThat(policy.admit(attempt)).isInstanceOf(Outcome.Denied.class);

        JsonNode breakers = read("/v1/sip/breakers").get("breakers");
        assertFits("Breaker", breakers.get(0));
        String name = "{\"scope\":\"country\",\"name\":\"CU\"}";
        assertThat(breakers.get(0).get("name").stringValue()).isEqualTo("CU");
        assertThat(send("POST", "/v1/sip/breakers", "{}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/v1/sip/breakers", name).statusCode()).isEqualTo(204);
        assertThat(send("POST", "/v1/sip/breakers", name).statusCode()).isEqualTo(404);
        assertThat(policy.admit(attempt)).isInstanceOf(Outcome.Allowed.class);
    }

    @Test
    void thePathsAreThoseThatAreSpecified() {
        Routes routes = new Routes("/", Routes.Cors.NONE);
        addRoutes(routes);
        Map<String, Set<String>> specified = new TreeMap<>();
        SPECIFICATION
                .get("paths")
                .properties()
                .forEach(
                        path -> {
                            if (path.getKey().matches("/v1/sip/.*|/calls.*")) {
                                specified.put(
                                        path.getKey(),
                                        path.getValue().propertyNames().stream()
                                                .filter(name -> name.matches("get|post"))
                                                .map(name -> name.equals("get") ? "GET" : "POST")
                                                .collect(Collectors.toCollection(TreeSet::new)));
                            }
                        });

        assertThat(routes.paths()).isEqualTo(specified);
    }

    @Test
    void countsWhatIsDocumented() throws Exception {
        String metrics = Files.readString(Path.of("../docs/metrics.md"));

        assertThat(registry.scrape().lines())
                .filteredOn(line -> line.startsWith("# TYPE dialtone_sip_"))
                .hasSize(4)
                .allSatisfy(
                        line -> assertThat(metrics).contains("`" + line.split(" ", -1)[2] + "`"));
    }
}
