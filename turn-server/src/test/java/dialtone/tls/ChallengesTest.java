package dialtone.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.turn.Anybody;
import dialtone.turn.TestCertificate;

import org.bouncycastle.asn1.ASN1OctetString;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// What an authority sees that asks by TLS-ALPN-01, on a port that serves everybody else too.
class ChallengesTest {

    private static final String HOST = "call.example.com";

    /// `acmeIdentifier` (RFC 8737 section 6.1).
    private static final String IDENTIFIER = "1.3.6.1.5.5.7.1.31";

    private static final int TIMEOUT_MILLIS = 10_000;

    @TempDir Path directory;

    private final byte[] digest = new byte[32];
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private HeldCertificate certificate;

    @BeforeEach
    void start() throws Exception {
        Arrays.fill(digest, (byte) 7);
        TestCertificate usual = TestCertificate.in(directory, "usual");
        KeyAndChain loaded =
                TlsCertificate.load("test", usual.certificateFile(), usual.keyFile()).keyAndChain();
        certificate = new HeldCertificate(HOST, loaded, () -> {});
        var handshakes = new TlsHandshakes(10, Duration.ofSeconds(10), _ -> {});
        connector.setConnectionFactories(
                List.of(
                        new TlsFactory(certificate, handshakes, "http/1.1", List.of("http/1.1")),
                        new HttpConnectionFactory()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsTheCertificateOfTheChallengeAndHangsUp(String version) throws Exception {
        open();

        try (SSLSocket socket = connect(version, "CALL.example.com", Challenges.PROTOCOL)) {
            X509Certificate shown = shown(socket);
            assertThat(shown.getSubjectAlternativeNames()).containsExactly(List.of(2, HOST));
            assertThat(shown.getCriticalExtensionOIDs()).contains(IDENTIFIER);
            byte[] outer =
                    ASN1OctetString.getInstance(shown.getExtensionValue(IDENTIFIER)).getOctets();
            assertThat(ASN1OctetString.getInstance(outer).getOctets()).isEqualTo(digest);
            assertThat(socket.getApplicationProtocol()).isEqualTo(Challenges.PROTOCOL);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everybodyElseSeesTheUsualCertificateMeanwhile(String version) throws Exception {
        open();

        try (SSLSocket socket = connect(version, HOST, "http/1.1")) {
            assertThat(shown(socket).getSubjectX500Principal().getName()).isEqualTo("CN=usual");
        }
    }

    @Test
    void otherNamesAreNotProven() {
        open();

        assertThatThrownBy(() -> connect("TLSv1.3", "other.example.com", Challenges.PROTOCOL))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void theProtocolIsNotKnownWithoutAChallenge() {
        open();
        certificate.challenges().close(HOST);

        assertThatThrownBy(() -> connect("TLSv1.3", HOST, Challenges.PROTOCOL))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("no_application_protocol");
    }

    private void open() {
        certificate.challenges().open(HOST, digest, Instant.now());
    }

    private static X509Certificate shown(SSLSocket socket) throws Exception {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private SSLSocket connect(String version, String host, String protocol) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        Anybody.context()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", connector.getLocalPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(new String[] {protocol});
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
