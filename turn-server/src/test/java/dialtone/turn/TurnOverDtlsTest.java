package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;

/// The same server over DTLS (RFC 7350), on the port that plain datagrams come to.
class TurnOverDtlsTest extends WithServer {

    private static final int CHANNEL = 0x4001;
    private static final int MANY = 100;
    private static final int LARGE = 1200;

    @TempDir Path directory;
    private TestCertificate certificate;

    @BeforeEach
    void useDtls() throws IOException {
        certificate = TestCertificate.in(directory, "first");
        restart(config());
    }

    private TestTurn config() {
        return TestTurn.config().tls(certificate, MANY, Duration.ofMinutes(1));
    }

    @Override
    TestClient connect(InetSocketAddress address) throws IOException {
        // Before the certificate is there, the first server of each test is not used.
        return certificate == null
                ? TestClient.udp(address)
                : TestClient.over(DtlsWire.to(address));
    }

    private DtlsWire dtls() {
        return (DtlsWire) client.wire();
    }

    @Test
    void carriesChannelDataBothWays() throws IOException {
        InetSocketAddress relay = client.relay();
        client.bind(CHANNEL, peer.local());

        client.sendChannelData(CHANNEL, "to the peer");
        assertThat(peer.receive()).isEqualTo(utf8("to the peer"));
        assertThat(peer.remote()).isEqualTo(relay);

        peer.send(utf8("to the client"));
        assertThat(client.receiveChannelData(CHANNEL)).isEqualTo("to the client");
    }

    @Test
    void carriesIndicationsBothWays() throws IOException {
        client.relay();
        client.permit(peer.local());

        client.sendIndication(peer.local(), "to the peer");
        assertThat(peer.receive()).isEqualTo(utf8("to the peer"));

        peer.send(utf8("to the client"));
        StunAnswer data = client.receiveData();
        assertThat(data.text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("to the client");
    }

    @Test
    void carriesLargePackets() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        String large = "x".repeat(LARGE);

        client.sendChannelData(CHANNEL, large);
        assertThat(peer.receive()).isEqualTo(utf8(large));

        peer.send(utf8(large));
        assertThat(client.receiveChannelData(CHANNEL)).isEqualTo(large);
    }

    @Test
    void dropsWhatIsLongerThanARecordAndGoesOn() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        client.sendChannelData(CHANNEL, "hello");
        peer.receive();

        peer.send(new byte[20_000]);
        peer.send(utf8("short"));

        assertThat(client.receiveChannelData(CHANNEL)).isEqualTo("short");
        assertThat(droppedDatagrams("too-long")).isEqualTo(1);
    }

    @Test
    void keepsMessagesInOrder() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());

        for (int i = 0; i < MANY; i++) {
            client.sendChannelData(CHANNEL, "packet " + i);
            assertThat(peer.receive()).isEqualTo(utf8("packet " + i));
        }
    }

    @Test
    void servesPlainDatagramsOnTheSamePort() throws IOException {
        try (TestClient plain = TestClient.udp(address())) {
            assertThat(plain.allocate().isSuccess()).isTrue();
        }
        assertThat(client.allocate().isSuccess()).isTrue();
    }

    @Test
    void relaysBetweenItsOwnClients() throws IOException {
        InetSocketAddress here = client.relay();
        try (TestClient other = TestClient.over(DtlsWire.to(address()))) {
            InetSocketAddress there = other.relay();
            client.bind(CHANNEL, there);
            other.bind(CHANNEL, here);

            client.sendChannelData(CHANNEL, "from one to the other");

            assertThat(other.receiveChannelData(CHANNEL)).isEqualTo("from one to the other");
        }
    }

    @Test
    void countsItsAllocationsApart() throws IOException {
        client.relay();

        assertThat(allocations()).isEqualTo(1);
    }

    @Test
    void endsTheAllocationWhenTheClientCloses() throws IOException {
        client.relay();

        dtls().closeSession();

        await("no allocation", () -> allocations() == 0);
        awaitSessions(0);
    }

    @Test
    void letsAClientBeginAnewFromTheSamePort() throws IOException {
        client.relay();

        TestClient again = TestClient.over(DtlsWire.over(dtls().udp()));

        assertThat(again.allocate().isSuccess()).isTrue();
        assertThat(allocations()).isEqualTo(1);
        awaitSessions(1);
    }

    @Test
    void letsAClientAllocateAgainInTheSameSession() throws IOException {
        client.relay();
        client.refresh(0);

        assertThat(client.allocate().isSuccess()).isTrue();
        awaitSessions(1);
    }

    @Test
    void endsASessionThatIsOfNoUse() throws IOException {
        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();

        clock.advance(Duration.ofSeconds(61));

        assertThatThrownBy(() -> dtls().receive()).isInstanceOf(IOException.class);
        awaitSessions(0);
    }

    @Test
    void keepsASessionWithAnAllocation() throws IOException {
        client.relay();

        clock.advance(Duration.ofSeconds(61));

        assertThat(client.refresh(600).isSuccess()).isTrue();
        awaitSessions(1);
    }

    @Test
    void tellsItsClientsWhenItStops() throws IOException {
        client.relay();

        server.close();

        assertThatThrownBy(() -> dtls().receive()).isInstanceOf(IOException.class);
        assertThat(dtls().isEndedByServer()).isTrue();
    }

    @Test
    void encryptsWithChaCha20AndAes256() throws IOException {
        for (int suite :
                new int[] {
                    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
                }) {
            UdpWire socket = UdpWire.between("127.0.0.1", address());
            try (TestClient other = TestClient.over(DtlsWire.over(socket, suite))) {
                assertThat(other.allocate().isSuccess()).isTrue();
            }
        }
    }

    @Test
    void refusesEncryptionThatDoesNotAuthenticate() throws IOException {
        try (UdpWire socket = UdpWire.between("127.0.0.1", address())) {
            assertThatThrownBy(
                            () ->
                                    DtlsWire.over(
                                            socket,
                                            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA))
                    .isInstanceOf(TlsFatalAlertReceived.class);
        }
        awaitHandshakes(1, "failed");
    }

    @Test
    void speaksWithAKeyOfRsa() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        TestCertificate.in(directory, "second", generator.generateKeyPair(), "SHA256withRSA");
        server.reloadCertificate();
        UdpWire socket = UdpWire.between("127.0.0.1", address());

        try (TestClient other =
                TestClient.over(
                        DtlsWire.over(socket, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256))) {
            assertThat(other.allocate().isSuccess()).isTrue();
        }
    }

    @Test
    void showsTheNewCertificateInNewHandshakesAlone() throws IOException {
        client.relay();
        byte[] before = dtls().serverCertificate();

        TestCertificate.in(directory, "second");
        assertThat(server.reloadCertificate()).isEmpty();

        try (DtlsWire other = DtlsWire.to(address())) {
            assertThat(other.serverCertificate()).isNotEqualTo(before);
        }
        assertThat(client.refresh(600).isSuccess()).isTrue();
    }

    @Test
    void servesClientsOfAllShards() throws IOException {
        restart(config().shards(2));

        for (int i = 0; i < 8; i++) {
            try (TestClient other = TestClient.over(DtlsWire.to(address()))) {
                assertThat(other.allocate().isSuccess()).isTrue();
            }
        }
    }

    private double allocations() {
        return registry.get("dialtone.turn.allocations.active")
                .tags("transport", "dtls", "family", "ipv4")
                .gauge()
                .value();
    }
}
