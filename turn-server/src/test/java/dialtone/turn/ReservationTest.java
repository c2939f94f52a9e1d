package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;

/// EVEN-PORT with its R bit, and RESERVATION-TOKEN (RFC 8656 section 7.2).
class ReservationTest extends WithServer {

    @Test
    void keepsTheNextPortForALaterAllocation() throws IOException {
        StunAnswer first = reserve(client);
        int even = port(first);

        try (TestClient second = TestClient.udp(address())) {
            StunAnswer answer = use(second, first);

            assertThat(even).isEven();
            assertThat(port(answer)).isEqualTo(even + 1);
            second.permit(peer.local());
            second.sendIndication(peer.local(), "from the odd port");
            assertThat(peer.receive()).isEqualTo(utf8("from the odd port"));
            assertThat(peer.remote().getPort()).isEqualTo(even + 1);
        }
    }

    @Test
    void keepsThePortForOtherThreadsAndTransports() throws IOException {
        restart(TestTurn.config().shards(4));
        for (int i = 0; i < 8; i++) {
            try (TestClient first = TestClient.udp(address());
                    TestClient second =
                            i % 2 == 0 ? TestClient.udp(address()) : TestClient.tcp(address())) {
                StunAnswer reserved = reserve(first);

                assertThat(port(use(second, reserved))).isEqualTo(port(reserved) + 1);
            }
        }
    }

    @Test
    void keepsThePortInTheFamilyOfTheFirst() throws IOException {
        restart(TestTurn.config().relayingAt("127.0.0.1, ::1"));
        StunAnswer first =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withUdp().withFamily(2).with(StunBytes.EVEN_PORT, (byte) 0x80));

        try (TestClient second = TestClient.udp(address())) {
            InetSocketAddress relayed = use(second, first).address(StunBytes.XOR_RELAYED_ADDRESS);

            assertThat(relayed.getAddress()).isInstanceOf(Inet6Address.class);
            assertThat(relayed.getPort()).isEqualTo(port(first) + 1);
        }
    }

    @Test
    void givesARetransmissionTheSameToken() throws IOException {
        client.challenge();
        StunBytes request =
                client.signed(
                        StunBytes.of(StunBytes.ALLOCATE)
                                .withUdp()
                                .with(StunBytes.EVEN_PORT, (byte) 0x80));

        StunAnswer first = client.ask(request);

        assertThat(first.has(StunBytes.RESERVATION_TOKEN)).isTrue();
        assertThat(client.ask(request)).isEqualTo(first);
        assertThat(gauge("reservations.active")).isEqualTo(1);
    }

    @Test
    void isUsedOnce() throws IOException {
        StunAnswer first = reserve(client);

        try (TestClient second = TestClient.udp(address());
                TestClient third = TestClient.udp(address())) {
            assertThat(use(second, first).code()).isEqualTo(200);
            assertThat(use(third, first).code()).isEqualTo(508);
        }
    }

    @Test
    void isForTheUserAlone() throws IOException {
        StunAnswer first = reserve(client);

        try (TestClient thief = TestClient.udp(address());
                TestClient second = TestClient.udp(address())) {
            thief.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
            assertThat(use(thief, first).code()).isEqualTo(508);
            assertThat(use(second, first).code()).isEqualTo(200);
        }
    }

    @Test
    void endsAfterHalfAMinute() throws IOException {
        StunAnswer first = reserve(client);

        clock.advance(Duration.ofSeconds(31));

        try (TestClient second = TestClient.udp(address())) {
            assertThat(use(second, first).code()).isEqualTo(508);
            assertThat(gauge("reservations.active")).isZero();
            assertThat(gauge("relay.ports.used")).isEqualTo(1);
        }
    }

    @Test
    void lastsAlmostHalfAMinute() throws IOException {
        StunAnswer first = reserve(client);

        clock.advance(Duration.ofSeconds(29));

        try (TestClient second = TestClient.udp(address())) {
            assertThat(use(second, first).code()).isEqualTo(200);
        }
    }

    @Test
    void endsWithTheAllocationThatMadeIt() throws IOException {
        StunAnswer first = reserve(client);
        client.refresh(0);

        try (TestClient second = TestClient.udp(address())) {
            assertThat(use(second, first).code()).isEqualTo(508);
            assertThat(gauge("relay.ports.used")).isZero();
        }
    }

    @Test
    void outlivesTheAllocationThatMadeItOnceItIsUsed() throws IOException {
        StunAnswer first = reserve(client);

        try (TestClient second = TestClient.udp(address())) {
            use(second, first);
            client.refresh(0);

            assertThat(gauge("relay.ports.used")).isEqualTo(1);
            assertThat(second.refresh(600).isSuccess()).isTrue();
        }
    }

    @Test
    void countsAgainstTheQuotaOfTheUser() throws IOException {
        restart(TestTurn.config().quotas(2, 100));
        StunAnswer first = reserve(client);

        try (TestClient second = TestClient.udp(address());
                TestClient third = TestClient.udp(address())) {
            assertThat(third.allocate().code()).isEqualTo(486);
            assertThat(use(second, first).code()).isEqualTo(200);
            assertThat(third.allocate().code()).isEqualTo(486);
            second.refresh(0);
            assertThat(third.allocate().code()).isEqualTo(200);
        }
    }

    @Test
    void isRefusedWhenOnlyOneMoreIsAllowedAndLeavesNothing() throws IOException {
        restart(TestTurn.config().quotas(1, 100));

        assertThat(reserve(client).code()).isEqualTo(486);
        assertThat(gauge("relay.ports.used")).isZero();
        assertThat(client.allocate().code()).isEqualTo(200);
    }

    @Test
    void cannotDrainThePorts() throws IOException {
        restart(TestTurn.config().quotas(4, 100));
        for (int i = 0; i < 20; i++) {
            try (TestClient greedy = TestClient.udp(address())) {
                reserve(greedy);
            }
        }

        assertThat(gauge("relay.ports.used")).isEqualTo(4);
    }

    @Test
    void countsNoMoreOnceItHasEnded() throws IOException {
        restart(TestTurn.config().quotas(2, 100));
        reserve(client);
        clock.advance(Duration.ofSeconds(31));

        try (TestClient second = TestClient.udp(address())) {
            assertThat(second.allocate().code()).isEqualTo(200);
        }
    }

    @Test
    void needsAPairOfPorts() throws IOException {
        int port = freePort();
        restart(TestTurn.config().relayPorts(port, port));

        assertThat(reserve(client).code()).isEqualTo(508);
        assertThat(gauge("relay.ports.used")).isZero();
        assertThat(client.allocate().code()).isEqualTo(200);
    }

    @Test
    void refusesATokenThatIsTooShort() throws IOException {
        StunAnswer answer =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withUdp().with(StunBytes.RESERVATION_TOKEN, new byte[7]));

        assertThat(answer.code()).isEqualTo(400);
    }

    private static StunAnswer reserve(TestClient client) throws IOException {
        return client.request(
                StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.EVEN_PORT, (byte) 0x80));
    }

    private static StunAnswer use(TestClient client, StunAnswer reserved) throws IOException {
        byte[] token = reserved.value(StunBytes.RESERVATION_TOKEN);
        return client.request(
                StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.RESERVATION_TOKEN, token));
    }

    private static int port(StunAnswer answer) {
        return answer.address(StunBytes.XOR_RELAYED_ADDRESS).getPort();
    }

    private double gauge(String name) {
        return registry.get("dialtone.turn." + name).gauge().value();
    }
}
