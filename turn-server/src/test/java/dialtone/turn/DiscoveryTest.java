package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;

/// NAT behaviour discovery (RFC 5780) at two addresses of loopback.
class DiscoveryTest extends WithServer {

    private static final String ALTERNATE = "127.0.0.2";
    private static final int CHANGE_PORT = 2;
    private static final int CHANGE_ADDRESS = 4;

    @BeforeEach
    void restart() throws IOException {
        restart(TestTurn.config().discoveryAt(ALTERNATE));
    }

    /// The socket of the client, which also hears other ends than the one it sends to.
    private UdpWire wire() {
        return (UdpWire) client.wire();
    }

    private static StunBytes binding() {
        return StunBytes.of(StunBytes.BINDING);
    }

    private static StunBytes change(int flags) {
        return binding().withInt(StunBytes.CHANGE_REQUEST, flags);
    }

    private InetSocketAddress other() throws IOException {
        return client.ask(binding()).plainAddress(StunBytes.OTHER_ADDRESS);
    }

    /// One of the four places.
    private InetSocketAddress place(int flags) throws IOException {
        InetSocketAddress other = other();
        return new InetSocketAddress(
                ((flags & CHANGE_ADDRESS) != 0 ? other : address()).getAddress(),
                ((flags & CHANGE_PORT) != 0 ? other : address()).getPort());
    }

    @Test
    void namesItsOtherAddressWithItsOtherPort() throws IOException {
        InetSocketAddress other = other();

        assertThat(other.getAddress()).isEqualTo(at(ALTERNATE, 0).getAddress());
        assertThat(other.getPort()).isNotEqualTo(address().getPort()).isPositive();
    }

    @Test
    void tellsTheClientItsAddressInBothForms() throws IOException {
        StunAnswer answer = client.ask(binding());

        assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
        assertThat(answer.plainAddress(StunBytes.MAPPED_ADDRESS)).isEqualTo(client.local());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 2", "0, 4", "0, 6", "2, 0", "2, 6", "4, 0", "4, 2", "6, 2", "6, 6"})
    void answersFromThePlaceThatIsAskedFor(int asked, int flags) throws IOException {
        InetSocketAddress to = place(asked);
        InetSocketAddress from = place(asked ^ flags);
        InetSocketAddress opposite = place(asked ^ (CHANGE_PORT | CHANGE_ADDRESS));

        wire().sendTo(to, change(flags).bytes());

        StunAnswer answer = new StunAnswer(wire().receive());
        assertThat(wire().remote()).isEqualTo(from);
        assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
        assertThat(answer.plainAddress(StunBytes.RESPONSE_ORIGIN)).isEqualTo(from);
        assertThat(answer.plainAddress(StunBytes.OTHER_ADDRESS)).isEqualTo(opposite);
    }

    @Test
    void answersFromAllPlacesOfEveryShard() throws IOException {
        restart(TestTurn.config().discoveryAt(ALTERNATE).shards(2));
        InetSocketAddress from = place(CHANGE_ADDRESS | CHANGE_PORT);

        for (int i = 0; i < 16; i++) {
            try (UdpWire another = UdpWire.between("127.0.0.1", address())) {
                another.send(change(CHANGE_ADDRESS | CHANGE_PORT).bytes());
                another.receive();

                assertThat(another.remote()).isEqualTo(from);
            }
        }
    }

    @Test
    void tellsWhatClientsReachBehindANat() throws IOException {
        restart(
                TestTurn.config()
                        .behind("192.0.2.1")
                        .allowing("192.0.2.0/24")
                        .discoveryAt(ALTERNATE, "192.0.2.2"));

        StunAnswer answer = client.ask(binding());

        assertThat(answer.plainAddress(StunBytes.RESPONSE_ORIGIN))
                .isEqualTo(at("192.0.2.1", address().getPort()));
        assertThat(answer.plainAddress(StunBytes.OTHER_ADDRESS).getAddress())
                .isEqualTo(at("192.0.2.2", 0).getAddress());
    }

    @Test
    void bindsNoChannelToItsOtherAddress() throws IOException {
        restart(TestTurn.config().allowing("192.0.2.0/24").discoveryAt(ALTERNATE, "192.0.2.2"));
        client.relay();

        assertThat(client.bind(FIRST_CHANNEL, at("192.0.2.2", 53)).code()).isEqualTo(403);
    }

    @Test
    void answersAFingerprintWithAFingerprint() throws IOException {
        StunAnswer answer = client.ask(change(0).withFingerprint());

        assertThat(answer.hasRightFingerprint()).isTrue();
    }

    @Test
    void namesOnlyWhatItDoesNotUnderstandBesides() throws IOException {
        StunAnswer answer = client.ask(change(CHANGE_PORT).with(0x7001));

        assertThat(answer.code()).isEqualTo(420);
        assertThat(answer.unknownAttributes()).containsOnly(0x7001);
    }

    @Test
    void relaysAtItsOtherAddressToo() throws IOException {
        try (TestClient there = TestClient.udp(other())) {
            assertThat(there.allocate().isSuccess()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {StunBytes.CHANGE_REQUEST, StunBytes.RESPONSE_PORT})
    void refusesAttributesOfAWrongLength(int attribute) throws IOException {
        StunAnswer answer = client.ask(binding().with(attribute, (byte) 1));

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.words()).contains("bytes");
        assertThat(counted("400")).isOne();
    }

    @Test
    void countsAnswersAgainstTheLimitOfTheSource() throws IOException {
        restart(TestTurn.config().discoveryAt(ALTERNATE).unauthorizedRateLimit(2));

        for (int i = 0; i < 5; i++) {
            wire().send(responseTo(peer.local().getPort()).bytes());
        }
        awaitDropped(3, "rate-limited");

        assertThat(counted("200")).isEqualTo(2);
    }

    private double counted(String code) {
        return registry.get("dialtone.turn.requests")
                .tag("method", "binding")
                .tag("code", code)
                .counter()
                .count();
    }

    private static StunBytes responseTo(int port) {
        return binding().withInt(StunBytes.RESPONSE_PORT, port << 16);
    }

    /// RFC 5780 section 7.5.
    @Nested
    class ResponsePort {

        @Test
        void isWhereTheAnswerGoes() throws IOException {
            client.wire().send(responseTo(peer.local().getPort()).bytes());

            StunAnswer answer = new StunAnswer(peer.receive());

            assertThat(peer.remote()).isEqualTo(address());
            assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
        }

        @Test
        void mayBeWrittenWithoutItsPadding() throws IOException {
            int port = peer.local().getPort();
            client.wire()
                    .send(
                            binding()
                                    .with(StunBytes.RESPONSE_PORT, (byte) (port >>> 8), (byte) port)
                                    .bytes());

            assertThat(new StunAnswer(peer.receive()).isSuccess()).isTrue();
        }

        @Test
        void goesWithAnotherSource() throws IOException {
            InetSocketAddress from = place(CHANGE_ADDRESS);
            int port = peer.local().getPort();
            client.wire().send(responseTo(port).withInt(StunBytes.CHANGE_REQUEST, 4).bytes());

            peer.receive();

            assertThat(peer.remote()).isEqualTo(from);
        }

        @Test
        void isNotZero() throws IOException {
            assertThat(client.ask(responseTo(0)).code()).isEqualTo(400);
        }

        @Test
        void isRefusedWithPadding() throws IOException {
            StunBytes request = responseTo(peer.local().getPort());

            StunAnswer answer = client.ask(request.with(StunBytes.PADDING, new byte[8]));

            assertThat(answer.code()).isEqualTo(400);
            assertThat(answer.words()).contains("PADDING and RESPONSE-PORT");
        }
    }

    /// RFC 5780 section 7.6.
    @Nested
    class Padding {

        @ParameterizedTest
        @CsvSource({"0, 0", "1, 0", "100, 100", "1500, 1500", "1501, 1500", "60000, 1500"})
        void isNoLongerThanTheRequestsNorThanAFrame(int asked, int answered) throws IOException {
            StunAnswer answer =
                    client.ask(
                            binding().with(StunBytes.PADDING, new byte[asked]).withFingerprint());

            assertThat(answer.value(StunBytes.PADDING)).hasSize(answered);
            assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
            assertThat(answer.hasRightFingerprint()).isTrue();
        }

        @Test
        void isNotInAnswersToOthers() throws IOException {
            assertThat(client.ask(binding()).has(StunBytes.PADDING)).isFalse();
        }
    }

    /// Where it is not offered, its attributes are unknown ones that must be understood.
    @Nested
    class NotOffered {

        @ParameterizedTest
        @ValueSource(ints = {StunBytes.CHANGE_REQUEST, StunBytes.RESPONSE_PORT, StunBytes.PADDING})
        void byAServerWithOneAddress(int attribute) throws IOException {
            DiscoveryTest.this.restart(TestTurn.config());

            StunAnswer answer = client.ask(binding().withInt(attribute, 0));

            assertThat(answer.code()).isEqualTo(420);
            assertThat(answer.unknownAttributes()).containsOnly(attribute);
            assertThat(client.ask(binding()).has(StunBytes.OTHER_ADDRESS)).isFalse();
        }

        @Test
        void overTcp() throws IOException {
            try (TestClient tcp = TestClient.tcp(address())) {
                StunAnswer plain = tcp.ask(binding());
                StunAnswer changed = tcp.ask(change(CHANGE_PORT));

                assertThat(plain.isSuccess()).isTrue();
                assertThat(plain.has(StunBytes.OTHER_ADDRESS)).isFalse();
                assertThat(plain.has(StunBytes.RESPONSE_ORIGIN)).isFalse();
                assertThat(changed.code()).isEqualTo(420);
            }
        }

        @Test
        void inRequestsOfTheRelay() throws IOException {
            StunAnswer answer =
                    client.request(
                            StunBytes.ALLOCATE,
                            r -> r.withUdp().withInt(StunBytes.CHANGE_REQUEST, 0));

            assertThat(answer.code()).isEqualTo(420);
        }
    }
}
