package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Addresses;
import dialtone.config.ConfigLoader;
import dialtone.config.Sources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The relay alone is checked from outside, and by itself.
class RelayCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Terminal terminal = new Terminal();

    private static RelayAlone relay(Map<String, String> values) {
        List<Sources.Flag> flags = new ArrayList<>();
        flags.add(new Sources.Flag("--admin-port", "admin.listen", ":0"));
        flags.add(new Sources.Flag("--port", "turn.listen", ":0"));
        values.forEach((key, value) -> flags.add(new Sources.Flag("--" + key, key, value)));
        return RelayAlone.start(
                new ConfigLoader<>(RelayConfig.defaults(), Set.of())
                        .load(new Sources(null, Map.of(), flags, List.of())));
    }

    private int check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("turn", "check"));
        all.addAll(List.of(arguments));
        return terminal.run(Map.of(), all.toArray(String[]::new));
    }

    @Test
    void theCommandTellsEachStepOfARelayThatWorks() {
        try (RelayAlone relay =
                relay(Map.of("turn.users", "alice:wonder", "turn.auth-secrets", "hush"))) {
            String address = Addresses.text(relay.listeners().getFirst());

            assertThat(check("--server", address, "--user", "alice", "--password", "wonder"))
                    .as(terminal.said())
                    .isZero();
            assertThat(check("--server", address, "--secret", "hush", "--transport", "tcp"))
                    .as(terminal.said())
                    .isZero();
            assertThat(check("--turn.listen=" + address, "--turn.users=alice:wonder"))
                    .as(terminal.said())
                    .isZero();
            assertThat(terminal.said())
                    .contains("over UDP as alice.", "over TCP as ", " ms  echo: ", "It works.")
                    .doesNotContain("wonder", "hush");
        }
    }

    @Test
    void theCommandEndsWith1WhenTheRelayRefuses() {
        try (RelayAlone relay = relay(Map.of("turn.users", "alice:wonder"))) {
            String address = Addresses.text(relay.listeners().getFirst());

            assertThat(check("--server", address, "--user", "alice", "--password", "guess"))
                    .isEqualTo(1);
            assertThat(terminal.said())
                    .contains("FAILED", "allocate was answered 401", "does not work");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help                                        |  0 | --server=HOST[:PORT]",
                "--server 127.0.0.1:1 --secret x               |  1 | nothing listens there",
                "--server 127.0.0.1:1                          | 78 | it is not said who asks",
                "--server 127.0.0.1:1 --user alice             | 78 | it is not said who asks",
                "--transport pigeon --secret x                 | 78 | udp, tcp or tls",
                "--turn.listen :0 --secret x                   | 78 | has port 0",
                "--sever x --secret x                          | 78 | did you mean --server?",
                "--server 127.0.0.1:http --secret x            | 78 | is no port",
            })
    void theCommandAnswersInWordsWithAnExitCode(String arguments, int code, String words) {
        assertThat(check(arguments.split(" "))).as(terminal.said()).isEqualTo(code);
        assertThat(terminal.said()).contains(words);
    }

    private static HttpResponse<String> get(HttpClient client, RelayAlone relay, String path)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + relay.adminAddress().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String await(RelayAlone relay, String path, String words) throws Exception {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                String body = get(client, relay, path).body();
                if (body.contains(words)) {
                    return body;
                }
                assertThat(System.nanoTime()).as(body).isLessThan(deadlineNanos);
            }
        }
    }

    @Test
    void theRelayIsNotReadyWhenItsSelfTestFails() throws Exception {
        Map<String, String> onePort =
                Map.of(
                        "turn.users", "alice:wonder",
                        "turn.relay-port-min", "25000",
                        "turn.relay-port-max", "25000");
        try (RelayAlone relay = relay(onePort);
                HttpClient client = HttpClient.newHttpClient()) {
            await(relay, "/readyz", "turn: its self-test failed at 'second allocation'");

            assertThat(get(client, relay, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(client, relay, "/livez").statusCode()).isEqualTo(200);
            await(relay, "/metrics", "dialtone_turn_self_test_success 0.0");
            await(relay, "/metrics", "dialtone_turn_self_test_total{result=\"failed\"} 1.0");
        }
    }

    @Test
    void theRelayCountsItsSelfTests() throws Exception {
        try (RelayAlone relay = relay(Map.of("turn.users", "alice:wonder"))) {
            await(relay, "/metrics", "dialtone_turn_self_test_success 1.0");
            await(relay, "/metrics", "dialtone_turn_self_test_total{result=\"passed\"} 1.0");
            await(relay, "/metrics", "dialtone_turn_self_test_duration_seconds_count 1");
            await(relay, "/readyz", "\"ready\":true");
        }
    }
}
