package dialtone.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.tls.KeyAndChain;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// What is shown to clients while no authority answers.
@Timeout(60)
class AcmeTest {

    private static final String HOST = "call.example.com";

    @TempDir Path storage;

    private final InstantSource clock = InstantSource.fixed(TestAcme.START);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void isNotThereUnlessItIsWanted() {
        assertThat(Acme.open(AcmeConfig.defaults(), clock, registry)).isNull();
        assertThat(registry.get("dialtone.tls.acme.failing").gauge().value()).isZero();
    }

    @Test
    void itsMetricsAreDocumented() throws IOException {
        new AcmeMetrics(registry);

        String document = Files.readString(Path.of("..", "docs", "metrics.md"));
        assertThat(registry.getMeters())
                .hasSize(4)
                .allSatisfy(
                        meter -> {
                            String name = meter.getId().getName().replace('.', '_');
                            assertThat(document).contains("`" + name);
                        });
    }

    @Test
    void showsAStandInUntilThereIsACertificate() {
        try (Acme acme = open(TestAcme.DIRECTORY, HOST)) {
            KeyAndChain shown = acme.certificate().keyAndChain();
            assertThat(shown.hostNames()).containsExactly(HOST);
            assertThat(shown.certificate().getSubjectX500Principal().getName())
                    .isEqualTo("CN=Dialtone waits for its certificate");
            assertThat(acme.certificate().expires()).isNull();
            assertThat(acme.certificate().hostName()).isEqualTo(HOST);
            assertThat(acme.problem()).contains("signed by nobody");
        }
    }

    @Test
    void showsTheCertificateOfTheLastTimeAtOnce() throws IOException {
        KeyAndChain kept = TestAcme.certificate("also.example.com", HOST);
        AcmeStorage.open(storage, TestAcme.DIRECTORY).keep(kept);

        try (Acme acme = open(TestAcme.DIRECTORY, HOST)) {
            assertThat(acme.certificate().keyAndChain()).isEqualTo(kept);
            assertThat(acme.certificate().expires()).isEqualTo(TestAcme.END);
            assertThat(acme.problem()).isNull();
        }
    }

    @Test
    void tellsThatTheAuthorityCannotBeReachedAndTriesAgain() throws Exception {
        try (Acme acme = open(nobody(), HOST)) {
            acme.start();

            await(acme, "it takes no connection; there is no certificate yet");
            assertThat(unreachable()).isEqualTo(1);
            assertThat(registry.get("dialtone.tls.acme.failing").gauge().value()).isOne();

            assertThat(acme.certificate().reload()).isEmpty();
            while (unreachable() < 2) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void wantsAnotherCertificateWhenTheOneOfTheLastTimeIsNotForAllNames() throws Exception {
        String directory = nobody();
        KeyAndChain kept = TestAcme.certificate(HOST);
        AcmeStorage.open(storage, directory).keep(kept);

        try (Acme acme = open(directory, HOST, "new.example.com")) {
            acme.start();

            await(acme, "the certificate in use ends 2030-04-01T00:00:00Z");
            assertThat(acme.certificate().keyAndChain()).isEqualTo(kept);
        }
    }

    @Test
    void saysWhenThePrivateAuthorityIsNotThere() {
        AcmeConfig config =
                new AcmeConfig(
                        List.of(HOST),
                        null,
                        true,
                        TestAcme.DIRECTORY,
                        storage,
                        Path.of("/none.pem"),
                        null,
                        null);

        assertThatThrownBy(() -> Acme.open(config, clock, registry))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("acme.ca");
    }

    private Acme open(String directory, String... domains) {
        return Objects.requireNonNull(
                Acme.open(TestAcme.config(storage, directory, domains), clock, registry));
    }

    private double unreachable() {
        return registry.get("dialtone.tls.acme.orders")
                .tag("result", "unreachable")
                .counter()
                .count();
    }

    private static void await(Acme acme, String words) {
        while (!String.valueOf(acme.problem()).contains(words)) {
            Thread.onSpinWait();
        }
    }

    /// The URL of a port that nobody listens on.
    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "https://127.0.0.1:" + socket.getLocalPort() + "/directory";
        }
    }
}
