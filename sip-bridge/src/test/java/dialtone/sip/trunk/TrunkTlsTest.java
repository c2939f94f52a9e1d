package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.sip.agent.TestTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A trunk over TLS whose certificate nobody knows but who configures it.
class TrunkTlsTest {

    @TempDir private Path directory;
    private SSLServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        TestTls tls = TestTls.create();
        tls.write(directory);
        server =
                (SSLServerSocket)
                        tls.server()
                                .getServerSocketFactory()
                                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private TestTrunks start(TrunkTlsConfig tls) {
        return TestTrunks.start(TrunkConfigs.overTls(server.getLocalPort(), tls));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    /// The first line that a client sends, once it believes us.
    private String heard() throws IOException {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.setSoTimeout(10_000);
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void isBelievedWhenItsCertificateIsConfigured() throws IOException {
        try (TestTrunks _ = start(new TrunkTlsConfig(file("cert.pem"), null, null))) {
            assertThat(heard()).startsWith("OPTIONS sip:127.0.0.1:" + server.getLocalPort());
        }
    }

    @Test
    void isNotBelievedOtherwise() {
        try (TestTrunks trunks = start(TrunkTlsConfig.defaults())) {
            assertThatThrownBy(this::heard).isInstanceOf(SSLException.class);
            trunks.awaitState(true, "cannot be reached; it is asked once more");
        }
    }

    @Test
    void seesWhoWeAreWhenItAsks() throws IOException {
        server.setNeedClientAuth(true);
        TrunkTlsConfig tls =
                new TrunkTlsConfig(file("cert.pem"), file("cert.pem"), file("key.pem"));

        try (TestTrunks _ = start(tls)) {
            assertThat(heard()).startsWith("OPTIONS");
        }
    }

    @Test
    void saysWhatIsWrongWithItsFiles() throws IOException {
        Files.writeString(file("empty.pem"), "nothing");

        assertThatThrownBy(() -> start(new TrunkTlsConfig(file("missing.pem"), null, null)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("sip.trunks.carrier.tls.ca: there is no file");
        assertThatThrownBy(() -> start(new TrunkTlsConfig(file("empty.pem"), null, null)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("sip.trunks.carrier.tls.ca")
                .hasMessageContaining("has no certificate");
        assertThatThrownBy(
                        () -> start(new TrunkTlsConfig(null, file("cert.pem"), file("empty.pem"))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("sip.trunks.carrier.tls.key");
        assertThatThrownBy(() -> new TrunkTlsConfig(null, file("cert.pem"), null))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("key: is missing");
    }
}
