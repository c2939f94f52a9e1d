package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.OnePort.StunAnswer;
import dialtone.config.InvalidConfigException;
import dialtone.config.Loaded;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.http.WebPort;
import dialtone.signaling.hub.IceServers;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLException;

/// Pages, signaling and TURN on the port of browsers.
class OnePortTest {

    private static final int BINDING_SUCCESS = 0x0101;

    @TempDir Path directory;

    private static Map<String, String> tls(TestCertificate certificate) {
        return Map.of(
                "signaling.tls.certificate", certificate.certificateFile().toString(),
                "signaling.tls.key", certificate.keyFile().toString());
    }

    private static Dialtone start(TestCertificate certificate) {
        return Dialtone.start(TestConfig.with(tls(certificate)));
    }

    private static List<String> urls(JsonNode session) {
        List<String> urls = new ArrayList<>();
        session.get("iceServers")
                .forEach(server -> server.get("urls").forEach(url -> urls.add(url.stringValue())));
        return urls;
    }

    @Test
    void speaksHttpWebSocketAndTurnOverTls() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        try (Dialtone dialtone = start(certificate)) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(port.get("/").body()).contains("<!doctype html>");
            assertThat(port.session("alice").get("session").stringValue()).isNotEmpty();
            assertThat(port.bind()).isEqualTo(new StunAnswer(BINDING_SUCCESS, ""));
        }
    }

    @Test
    void speaksHttpWebSocketAndTurnWithoutTls() throws Exception {
        try (Dialtone dialtone = Dialtone.start(TestConfig.with(Map.of()))) {
            OnePort port = new OnePort(dialtone.address(), null);

            assertThat(port.get("/").body()).contains("<!doctype html>");
            assertThat(port.session("alice").get("session").stringValue()).isNotEmpty();
            assertThat(port.bind()).isEqualTo(new StunAnswer(BINDING_SUCCESS, ""));
        }
    }

    @Test
    void agreesOnTheProtocolByAlpn() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        try (Dialtone dialtone = start(certificate)) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(port.bind("stun.turn"))
                    .isEqualTo(new StunAnswer(BINDING_SUCCESS, "stun.turn"));
            assertThat(port.bind("h2", "http/1.1").applicationProtocol()).isEqualTo("h2");
            assertThat(port.bind("http/1.1").applicationProtocol()).isEqualTo("http/1.1");
            assertThatThrownBy(() -> port.bind("imap")).isInstanceOf(SSLException.class);
            assertThat(metrics(dialtone))
                    .contains(
                            "dialtone_signaling_tls_refused_total{reason=\"handshake-failed\"}"
                                    + " 1.0");
        }
    }

    @Test
    void speaksHttp2WithThoseWhoAskForIt() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        try (Dialtone dialtone = start(certificate)) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            HttpResponse<String> page = port.get("/", HttpClient.Version.HTTP_2);

            assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(page.body()).contains("<!doctype html>");
        }
    }

    @Test
    void speaksHttp1AloneWhenItIsToldTo() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        Map<String, String> values = new HashMap<>(tls(certificate));
        values.put("signaling.tls.http2", "false");
        try (Dialtone dialtone = Dialtone.start(TestConfig.with(values))) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(port.get("/", HttpClient.Version.HTTP_2).version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(port.bind("h2", "http/1.1").applicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void leavesTurnAloneWhenItIsSwitchedOff() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        Map<String, String> values = new HashMap<>(tls(certificate));
        values.put("signaling.turn-on-same-port", "false");
        try (Dialtone dialtone = Dialtone.start(TestConfig.with(values))) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(port.bind().type()).isNotEqualTo(BINDING_SUCCESS);
            assertThatThrownBy(() -> port.bind("stun.turn")).isInstanceOf(SSLException.class);
            assertThat(urls(port.session("alice"))).noneMatch(url -> url.startsWith("turns:"));
        }
    }

    @Test
    void tellsWhoSpeaksHttpWithoutTlsToSpeakHttps() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        try (Dialtone dialtone = start(certificate)) {
            OnePort port = new OnePort(dialtone.address(), null);

            assertThat(port.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("This port speaks HTTPS")
                    .doesNotContain("<!doctype html>");
            assertThat(port.say("GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContain("<!doctype html>");
            assertThat(metrics(dialtone))
                    .contains("dialtone_signaling_tls_refused_total{reason=\"plain-http\"} 2.0");
        }
    }

    @Test
    void tellsBrowsersOfTurnByTheNameInTheCertificate() throws Exception {
        TestCertificate certificate =
                TestCertificate.in(directory, "first", "*.example.com", "call.example.com");
        Map<String, String> values = new HashMap<>(tls(certificate));
        values.put("turn.tls.certificate", certificate.certificateFile().toString());
        values.put("turn.tls.key", certificate.keyFile().toString());
        values.put("turn.tls.listen", "127.0.0.1:" + freePort());
        try (Dialtone dialtone = Dialtone.start(TestConfig.with(values))) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(urls(port.session("alice")))
                    .filteredOn(url -> url.startsWith("turns:"))
                    .containsExactly(
                            "turns:call.example.com:"
                                    + values.get("turn.tls.listen").split(":", -1)[1]
                                    + "?transport=tcp",
                            "turns:call.example.com:"
                                    + dialtone.address().getPort()
                                    + "?transport=tcp");
        }
    }

    @Test
    void tellsBrowsersOfTurnByItsAddressWhenTheCertificateHasNoName() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        try (Dialtone dialtone = start(certificate)) {
            OnePort port = new OnePort(dialtone.address(), certificate.trusted());

            assertThat(urls(port.session("alice")))
                    .contains("turns:127.0.0.1:" + dialtone.address().getPort() + "?transport=tcp");
        }
    }

    @Test
    void showsNewConnectionsARenewedCertificate() throws Exception {
        TestCertificate first = TestCertificate.in(directory, "first");
        try (SignalingServer server =
                SignalingServer.start(
                        TestConfig.with(tls(first)).config().signaling(),
                        null,
                        WebPort.Beside.nothing(),
                        _ -> (_, _) -> new IceServers(List.of(), Instant.EPOCH),
                        List.of(),
                        List.of(),
                        new SimpleMeterRegistry())) {
            assertThat(new OnePort(server.address(), first.trusted()).shownName())
                    .isEqualTo("CN=first");
            TestCertificate second = TestCertificate.in(directory, "second");

            assertThat(server.reloadCertificate()).isEmpty();

            OnePort renewed = new OnePort(server.address(), second.trusted());
            assertThat(renewed.shownName()).isEqualTo("CN=second");
        }
    }

    @Test
    void leavesNothingOpenWhenTheCertificateCannotBeUsed() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        Files.writeString(certificate.certificateFile(), "nothing");
        Map<String, String> values = new HashMap<>(tls(certificate));
        int adminPort = freePort();
        values.put("admin.listen", "127.0.0.1:" + adminPort);
        Loaded<DialtoneConfig> config = TestConfig.with(values);

        assertThatThrownBy(() -> Dialtone.start(config))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("signaling.tls.certificate")
                .hasMessageContaining("has no certificate");

        new ServerSocket(adminPort, 1, InetAddress.getLoopbackAddress()).close();
    }

    private static String metrics(Dialtone dialtone) throws Exception {
        return new OnePort(dialtone.adminAddress(), null).get("/metrics").body();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
