package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems.Problem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// The same server over TLS: on the port that takes everything, and on one for TLS alone.
class TurnOverTlsTest extends WithServer {

    private static final int CHANNEL = 0x4001;
    private static final int MANY = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path directory;
    private TestCertificate certificate;

    @BeforeEach
    void useTls() throws IOException {
        certificate = TestCertificate.in(directory, "first");
        restart(TestTurn.config().tls(certificate, MANY, LONG));
    }

    @Test
    void carriesDataBothWaysOnTheSharedPort() throws IOException {
        try (TestClient overTls = TestClient.over(tls(address()))) {
            assertRelays(overTls);
        }
        try (TestClient overTcp = TestClient.tcp(address())) {
            assertRelays(overTcp);
        }
        assertRelays(client);
    }

    @Test
    void carriesDataBothWaysOnAPortOfItsOwn() throws IOException {
        try (TestClient overTls = TestClient.over(tls(server.tlsListeners().getFirst()))) {
            assertRelays(overTls);
        }
    }

    @Test
    void speaksNothingElseOnAPortOfItsOwn() throws IOException {
        try (TcpWire plain = new TcpWire(server.tlsListeners().getFirst())) {
            plain.send(StunBytes.of(StunBytes.BINDING).bytes());

            assertThat(plain.isEndedByServer()).isTrue();
        }
    }

    @Test
    void countsItsAllocationsApart() throws IOException {
        try (TestClient overTls = TestClient.over(tls(address()))) {
            overTls.relay();

            assertThat(
                            registry.get("dialtone.turn.allocations.active")
                                    .tags("transport", "tls", "family", "ipv4")
                                    .gauge()
                                    .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void agreesOnTheProtocolsOfTurn() throws IOException {
        try (TlsSocket named = new TlsSocket(address(), "TLSv1.3", "h2", "stun.turn")) {
            assertThat(named.socket().getApplicationProtocol()).isEqualTo("stun.turn");
        }
        try (TlsSocket unnamed = new TlsSocket(address(), "TLSv1.2")) {
            assertThat(unnamed.socket().getApplicationProtocol()).isEmpty();
        }
        assertThatThrownBy(() -> new TlsSocket(address(), "TLSv1.3", "h2"))
                .isInstanceOf(SSLException.class);
        awaitRefused(1, "handshake-failed");
    }

    @Test
    void refusesVersionsThatAreTooOld() {
        assertThatThrownBy(() -> new TlsSocket(address(), "TLSv1.1"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void boundsHandshakes() throws IOException {
        restart(TestTurn.config().tls(certificate, 1, LONG));
        try (TcpWire stuck = new TcpWire(address())) {
            stuck.send(new byte[] {0x16, 3, 1, 1, 0});
            awaitConnections(1, "tls");
            try (TcpWire next = new TcpWire(address())) {
                next.send(new byte[] {0x16, 3, 1, 1, 0});
                assertThat(next.isEndedByServer()).isTrue();
            }
        }
        awaitRefused(1, "too-many-handshakes");
        awaitConnections(0, "tls");

        try (TestClient next = TestClient.over(tls(address()))) {
            assertThat(next.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
        }
        try (TestClient next = TestClient.over(tls(address()))) {
            assertThat(next.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
        }
    }

    @Test
    void endsHandshakesThatTakeTooLong() throws IOException {
        restart(TestTurn.config().tls(certificate, MANY, Duration.ofMillis(1)));
        try (TcpWire stuck = new TcpWire(address())) {
            stuck.send(new byte[] {0x16, 3, 1, 1, 0});

            assertThat(stuck.isEndedByServer()).isTrue();
        }
        awaitRefused(1, "handshake-timeout");
    }

    @Test
    void keepsItsCertificateWhenTheNewOneIsBroken() throws IOException {
        try (TestClient before = TestClient.over(tls(address()))) {
            before.relay();
            certificate.breakIt();

            assertThat(server.reloadCertificate())
                    .extracting(Problem::key)
                    .containsExactly("turn.tls.certificate");

            assertThat(before.refresh(600).isSuccess()).isTrue();
            assertThat(nameOf(address())).isEqualTo("CN=first");
        }
    }

    @Test
    void usesANewCertificateForNewConnections() throws IOException {
        try (TestClient before = TestClient.over(tls(address()))) {
            before.relay();
            TestCertificate.in(directory, "second");

            assertThat(server.reloadCertificate()).isEmpty();

            assertThat(before.refresh(600).isSuccess()).isTrue();
            assertThat(nameOf(address())).isEqualTo("CN=second");
        }
    }

    @Test
    void doesNotStartWithACertificateThatCannotBeUsed() throws IOException {
        certificate.breakIt();

        assertThatThrownBy(() -> restart(TestTurn.config().tls(certificate, MANY, LONG)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("turn.tls.certificate")
                .hasMessageContaining("has no certificate");
        certificate = TestCertificate.in(directory, "first");
        restart(TestTurn.config().tls(certificate, MANY, LONG));
    }

    @Test
    void tellsWhenItsCertificateEnds() {
        assertThat(registry.get("dialtone.turn.tls.certificate.expires").gauge().value())
                .isEqualTo((double) TestCertificate.END.getEpochSecond());
    }

    private void assertRelays(TestClient from) throws IOException {
        from.relay();
        from.bind(CHANNEL, peer.local());
        from.sendChannelData(CHANNEL, "there");
        assertThat(peer.receive()).isEqualTo(utf8("there"));
        peer.send(utf8("and back"));
        assertThat(from.receiveChannelData(CHANNEL)).isEqualTo("and back");
    }

    private static TcpWire tls(InetSocketAddress server) throws IOException {
        return new TcpWire(new TlsSocket(server, "TLSv1.3").socket());
    }

    private static String nameOf(InetSocketAddress server) throws IOException {
        try (TlsSocket socket = new TlsSocket(server, "TLSv1.3")) {
            SSLSocket connected = socket.socket();
            return connected.getSession().getPeerPrincipal().getName();
        }
    }
}
