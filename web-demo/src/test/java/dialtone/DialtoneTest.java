package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.Loaded;
import dialtone.process.StartException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class DialtoneTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static HttpResponse<String> get(InetSocketAddress address, String path)
            throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void isReadyOnceItHasStarted() throws Exception {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            assertThat(get(dialtone.adminAddress(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(dialtone.adminAddress(), "/livez").statusCode()).isEqualTo(200);
            assertThat(get(dialtone.adminAddress(), "/metrics").body())
                    .contains("dialtone_state{state=\"serving\"} 1.0");
            assertThat(get(dialtone.address(), "/v1/validate").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void isEmptiedAsAnOperatorWishes() throws Exception {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            assertThat(drain(dialtone, "{\"enabled\":true}")).isEqualTo(200);
            HttpResponse<String> ready = get(dialtone.adminAddress(), "/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("drain: no calls begin");
            assertThat(get(dialtone.adminAddress(), "/livez").statusCode()).isEqualTo(200);

            assertThat(drain(dialtone, "{\"enabled\":false}")).isEqualTo(200);
            assertThat(get(dialtone.adminAddress(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(drain(dialtone, "{\"enabled\":1}")).isEqualTo(400);

            dialtone.drain();
            assertThat(drain(dialtone, "{\"enabled\":false}")).isEqualTo(503);
            assertThat(get(dialtone.adminAddress(), "/metrics").body())
                    .contains("dialtone_state{state=\"draining\"} 1.0");
        }
    }

    private static int drain(Dialtone dialtone, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri =
                    URI.create(
                            "http://127.0.0.1:" + dialtone.adminAddress().getPort() + Drain.PATH);
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void isNotReadyWithoutATrunkThatIsRequired(@TempDir Path directory) throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, LOOPBACK)) {
            Path file = directory.resolve("dialtone.yaml");
            Files.writeString(
                    file,
                    """
                    admin: {listen: "127.0.0.1:0", required-trunks: [carrier]}
                    sip:
                      trunks:
                        carrier:
                          host: 127.0.0.1:%d
                          transport: tcp
                          username: alice
                          password: wonder
                          register: true
                        pbx: {host: 127.0.0.1}
                    """
                            .formatted(nobody.getLocalPort()));
            try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, file.toString()))) {
                HttpResponse<String> ready = get(dialtone.adminAddress(), "/readyz");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body())
                        .contains("\"reasons\":[\"trunks: carrier: it is not registered yet\"]");
                assertThat(get(dialtone.adminAddress(), "/livez").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesToRequireATrunkThatThereIsNot() {
        assertThatThrownBy(() -> TestConfig.with(Map.of("admin.required-trunks", "carrier")))
                .hasMessageContaining("admin.required-trunks")
                .hasMessageContaining("no such trunk in sip.trunks: carrier");
    }

    @Test
    void tellsOfTrunksAndIsReadyWithoutThem(@TempDir Path directory) throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, LOOPBACK)) {
            Path file = directory.resolve("dialtone.yaml");
            Files.writeString(
                    file,
                    """
                    sip:
                      trunks:
                        carrier:
                          host: 127.0.0.1:%d
                          transport: tcp
                          username: alice
                          password: wonder
                          register: true
                        pbx: {host: 127.0.0.1, max-calls: 2}
                    """
                            .formatted(nobody.getLocalPort()));
            try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, file.toString()))) {
                HttpResponse<String> ready = get(dialtone.adminAddress(), "/readyz");
                assertThat(ready.statusCode()).isEqualTo(200);
                assertThat(ready.body()).contains("\"notes\":[\"trunks: carrier: it is not regis");
                assertThat(get(dialtone.adminAddress(), "/v1/trunks").body())
                        .contains("{\"name\":\"carrier\"")
                        .contains("\"up\":false,\"why\":\"it is not registered yet\"")
                        .contains("{\"name\":\"pbx\",\"host\":\"127.0.0.1\",\"up\":true")
                        .contains("\"calls\":0,\"maxCalls\":2}");
            }
        }
    }

    @Test
    void letsTheRelayBeUsedByWhomItLetsIn() throws Exception {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            InetSocketAddress relay = dialtone.relayAddresses().getFirst();

            assertThat(relay.getPort()).isPositive();
            assertThat(Allocate.answer(relay, "4102444800:alice", "guessed")).isEqualTo(0x0113);
            assertThat(get(dialtone.adminAddress(), "/metrics").body())
                    .contains("dialtone_turn_auth_failures_total");
        }
    }

    @Test
    void letsClientsReachTheMediaOfPhonesThroughTheRelayAndNothingBesideIt() throws Exception {
        try (Dialtone dialtone =
                Dialtone.start(
                        TestConfig.with(
                                Map.of(
                                        "turn.users", "alice:wonderland",
                                        "sip.media-external-address", "10.9.8.7")))) {
            InetSocketAddress relay = dialtone.relayAddresses().getFirst();

            assertThat(permission(relay, "10.9.8.7")).isEqualTo(0x0108);
            assertThat(permission(relay, "10.9.8.6")).isEqualTo(0x0118);
        }
    }

    private static int permission(InetSocketAddress relay, String peer) throws Exception {
        return Allocate.permission(
                relay,
                "alice",
                "wonderland",
                new InetSocketAddress(InetAddress.ofLiteral(peer), 9));
    }

    @Test
    void tellsOfAllPortsThatAreInUseAndLeavesNothingOpen() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket adminPort = new ServerSocket(0, 1, LOOPBACK);
                DatagramSocket turnPort = new DatagramSocket(0, LOOPBACK)) {
            Loaded<DialtoneConfig> config =
                    TestConfig.loaded(
                            port.getLocalPort(),
                            adminPort.getLocalPort(),
                            turnPort.getLocalPort(),
                            null);

            StartException e =
                    catchThrowableOfType(StartException.class, () -> Dialtone.start(config));

            assertThat(e.reasons())
                    .containsExactlyInAnyOrder(
                            inUse("", port.getLocalPort(), "signaling.listen"),
                            inUse("", adminPort.getLocalPort(), "admin.listen"),
                            inUse("UDP ", turnPort.getLocalPort(), "turn.listen"));
        }
    }

    private static String inUse(String what, int port, String key) {
        return "cannot listen on %s127.0.0.1:%d: the port is in use; choose another with %s"
                .formatted(what, port, key);
    }

    @Test
    void closesWhatWasOpenWhenOnePortIsInUse() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            free = socket.getLocalPort();
        }
        try (ServerSocket port = new ServerSocket(0, 1, LOOPBACK)) {
            Loaded<DialtoneConfig> config =
                    TestConfig.loaded(port.getLocalPort(), free, free, null);

            assertThatThrownBy(() -> Dialtone.start(config)).isInstanceOf(StartException.class);
        }

        new ServerSocket(free, 1, LOOPBACK).close();
        new DatagramSocket(free, LOOPBACK).close();
    }
}
