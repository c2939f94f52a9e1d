package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/// Allocate (RFC 8656 section 7).
class AllocateTest extends WithServer {

    @Test
    void givesARelayedAddress() throws IOException {
        StunAnswer answer = client.allocate();

        InetSocketAddress relayed = answer.address(StunBytes.XOR_RELAYED_ADDRESS);
        assertThat(relayed.getAddress()).isEqualTo(address().getAddress());
        assertThat(relayed.getPort()).isBetween(20_000, 32_000);
        assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS)).isEqualTo(client.local());
        assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(600);
    }

    @Test
    void saysWhichProgramItIs() throws IOException {
        assertThat(client.allocate().text(StunBytes.SOFTWARE)).startsWith("Dialtone");
    }

    @Test
    void keepsSilentAboutTheProgramWhenTold() throws IOException {
        restart(TestTurn.config().withoutSoftware());

        assertThat(client.allocate().has(StunBytes.SOFTWARE)).isFalse();
    }

    @Test
    void givesARetransmissionTheSameAddress() throws IOException {
        client.challenge();
        StunBytes request = client.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp());

        StunAnswer first = client.ask(request);
        StunAnswer second = client.ask(request);

        assertThat(second.isSuccess()).isTrue();
        assertThat(second.address(StunBytes.XOR_RELAYED_ADDRESS))
                .isEqualTo(first.address(StunBytes.XOR_RELAYED_ADDRESS));
    }

    @Test
    void refusesASecondAllocationOfTheSameClient() throws IOException {
        client.relay();

        assertThat(client.allocate().code()).isEqualTo(437);
    }

    @Test
    void needsATransport() throws IOException {
        assertThat(client.request(StunBytes.ALLOCATE, r -> r).code()).isEqualTo(400);
    }

    @Test
    void relaysNothingButUdpAndTcp() throws IOException {
        StunAnswer answer =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withInt(StunBytes.REQUESTED_TRANSPORT, 132 << 24));

        assertThat(answer.code()).isEqualTo(442);
    }

    @Test
    void refusesAFamilyItHasNoAddressOf() throws IOException {
        assertThat(allocateWith(r -> r.withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, 2 << 24)))
                .isEqualTo(440);
    }

    @Test
    void refusesAFamilyNobodyKnows() throws IOException {
        assertThat(allocateWith(r -> r.withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, 9 << 24)))
                .isEqualTo(440);
    }

    @Test
    void givesTheFamilyItHas() throws IOException {
        assertThat(allocateWith(r -> r.withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, 1 << 24)))
                .isEqualTo(200);
    }

    @Test
    void canForbidFragments() throws IOException {
        StunAnswer answer =
                client.request(StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.DONT_FRAGMENT));

        assertThat(answer.isSuccess()).isTrue();
    }

    @Test
    void givesAnEvenPort() throws IOException {
        StunAnswer answer =
                client.request(
                        StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.EVEN_PORT, (byte) 0));

        assertThat(answer.address(StunBytes.XOR_RELAYED_ADDRESS).getPort()).isEven();
    }

    @Test
    void refusesATokenItNeverGave() throws IOException {
        assertThat(allocateWith(r -> r.with(StunBytes.RESERVATION_TOKEN, new byte[8])))
                .isEqualTo(508);
    }

    @Test
    void refusesATokenTogetherWithAnEvenPort() throws IOException {
        assertThat(
                        allocateWith(
                                r ->
                                        r.with(StunBytes.RESERVATION_TOKEN, new byte[8])
                                                .with(StunBytes.EVEN_PORT, (byte) 0)))
                .isEqualTo(400);
    }

    private int allocateWith(UnaryOperator<StunBytes> attributes) throws IOException {
        return client.request(StunBytes.ALLOCATE, r -> attributes.apply(r.withUdp())).code();
    }

    @ParameterizedTest
    @ValueSource(ints = {3601, 100_000, Integer.MAX_VALUE, -1})
    void livesNoLongerThanTheLimit(int wish) throws IOException {
        StunAnswer answer =
                client.request(
                        StunBytes.ALLOCATE, r -> r.withUdp().withInt(StunBytes.LIFETIME, wish));

        assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(3600);
    }

    @Test
    void livesAtLeastTheDefault() throws IOException {
        StunAnswer answer =
                client.request(StunBytes.ALLOCATE, r -> r.withUdp().withInt(StunBytes.LIFETIME, 5));

        assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(600);
    }

    @Test
    void stopsAtTheQuotaOfAUser() throws IOException {
        restart(TestTurn.config().quotas(1, 100));
        client.relay();

        try (TestClient second = TestClient.udp(address());
                TestClient other = TestClient.udp(address())) {
            assertThat(second.allocate().code()).isEqualTo(486);
            other.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
            assertThat(other.allocate().isSuccess()).isTrue();
            assertThat(client.refresh(0).isSuccess()).isTrue();
            assertThat(second.allocate().isSuccess()).isTrue();
        }
    }

    @Test
    void stopsAtTheQuotaOfAll() throws IOException {
        restart(TestTurn.config().quotas(100, 1));
        client.relay();

        try (TestClient other = TestClient.udp(address())) {
            other.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
            assertThat(other.allocate().code()).isEqualTo(508);
        }
    }

    @Test
    void saysWhenThereAreNoPortsLeftAndGivesThemAgain() throws IOException {
        int port = freePort();
        restart(TestTurn.config().relayPorts(port, port));
        assertThat(client.relay().getPort()).isEqualTo(port);

        try (TestClient second = TestClient.udp(address())) {
            assertThat(second.allocate().code()).isEqualTo(508);
            assertThat(client.refresh(0).isSuccess()).isTrue();
            assertThat(second.relay().getPort()).isEqualTo(port);
        }
    }
}
