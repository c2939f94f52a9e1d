package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What other servers did wrong with those who move (RFC 8016) and those who begin a session of
/// DTLS; each test names its CVE.
class KnownCveSessionsTest extends WithServer {

    private static final int MOVES = 50;
    private static final int STRANGERS = 100;
    private static final int HELLOS = 2000;

    private static StunAnswer mobile(TestClient client) throws IOException {
        StunAnswer made =
                client.request(
                        StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.MOBILITY_TICKET));
        assertThat(made.code()).isEqualTo(200);
        return made;
    }

    private static StunAnswer show(TestClient client, byte[] ticket) throws IOException {
        return client.request(StunBytes.REFRESH, r -> r.with(StunBytes.MOBILITY_TICKET, ticket));
    }

    private static byte[] ticket(StunAnswer answer) {
        return answer.value(StunBytes.MOBILITY_TICKET);
    }

    private double gauge(String name) {
        return registry.get("dialtone.turn." + name).gauge().value();
    }

    private double allocations() {
        return registry.get("dialtone.turn.allocations.active").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    /// CVE-2026-65981: whoever had a ticket had the allocation. Here a ticket is its user's alone.
    @Test
    void ticketsGiveNobodyElsesAllocationAway() throws IOException {
        StunAnswer made = mobile(client);
        client.permit(peer.local());
        client.bind(FIRST_CHANNEL, peer.local());

        try (TestClient other = TestClient.udp(address());
                TestClient guesser = TestClient.udp(address());
                TestClient stranger = TestClient.udp(address())) {
            other.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
            guesser.as(TestTurn.USER, "a guess");
            assertThat(show(other, ticket(made)).code()).isEqualTo(400);
            assertThat(show(guesser, ticket(made)).code()).isEqualTo(401);
            assertThat(stranger.ask(showing(made)).code()).isEqualTo(401);
            for (TestClient thief : List.of(other, guesser, stranger)) {
                thief.sendChannelData(FIRST_CHANNEL, "stolen");
                thief.sendIndication(peer.local(), "stolen");
            }
            awaitDropped(6, "no-allocation");
        }

        client.sendChannelData(FIRST_CHANNEL, "mine");
        assertThat(peer.receive()).isEqualTo(utf8("mine"));
        peer.send(utf8("yours"));
        assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("yours");
    }

    private static StunBytes showing(StunAnswer made) {
        return StunBytes.of(StunBytes.REFRESH).with(StunBytes.MOBILITY_TICKET, ticket(made));
    }

    /// CVE-2026-65981: of two who show a ticket only the first has it, also when it was seen by
    /// somebody who knows the password of its user.
    @Test
    void ticketsAreGoodForOneMove() throws IOException {
        StunAnswer made = mobile(client);

        try (TestClient moved = TestClient.udp(address());
                TestClient late = TestClient.udp(address())) {
            assertThat(show(moved, ticket(made)).code()).isEqualTo(200);
            assertThat(show(late, ticket(made)).code()).isEqualTo(400);
            assertThat(late.refresh(600).code()).isEqualTo(437);
            assertThat(moved.refresh(600).code()).isEqualTo(200);
        }
    }

    /// CVE-2026-68555: each move left something behind.
    @Test
    void movesLeaveNothingBehind() throws IOException {
        restart(TestTurn.config().shards(2));
        byte[] ticket = ticket(mobile(client));
        List<String> before = List.of();
        for (int i = 0; i < MOVES; i++) {
            try (TestClient moved = TestClient.udp(address());
                    TestClient late = TestClient.udp(address())) {
                byte[] used = ticket;
                ticket = ticket(show(moved, used));
                assertThat(show(late, used).code()).isEqualTo(400);
            }
            before = i == MOVES / 2 ? meters() : before;
        }

        assertThat(meters()).isEqualTo(before);
        assertThat(gauge("relay.ports.used")).isEqualTo(1);
        assertThat(allocations()).isEqualTo(1);
        clock.advance(Duration.ofHours(2));
        await("the end of the allocation", () -> gauge("relay.ports.used") == 0);
        assertThat(allocations()).isZero();
    }

    private List<String> meters() {
        return registry.getMeters().stream().map(m -> m.getId().toString()).sorted().toList();
    }

    /// CVE-2026-73216: an allocation that had moved was not counted any more.
    @Test
    void movesDoNotEvadeTheQuota() throws IOException {
        restart(TestTurn.config().quotas(2, 100).shards(2));
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                byte[] ticket = ticket(mobile(client));
                TestClient moved = TestClient.udp(address());
                clients.add(moved);
                assertThat(show(moved, ticket).code()).isEqualTo(200);
            }

            assertThat(client.allocate().code()).isEqualTo(486);
            assertThat(
                            client.request(
                                            StunBytes.ALLOCATE,
                                            r -> r.withUdp().with(StunBytes.MOBILITY_TICKET))
                                    .code())
                    .isEqualTo(486);
            assertThat(gauge("relay.ports.used")).isEqualTo(2);
            assertThat(clients.getFirst().refresh(0).code()).isEqualTo(200);
            assertThat(client.allocate().code()).isEqualTo(200);
            assertThat(client.refresh(0).code()).isEqualTo(200);
        } finally {
            for (TestClient moved : clients) {
                moved.close();
            }
        }
    }

    /// CVE-2026-73214: a ClientHello was enough to have memory kept for it, whoever it came from.
    /// Here it takes the cookie, which comes to nobody who is not at his address.
    @Test
    void keepsNothingBeforeTheCookie(@TempDir Path directory) throws IOException {
        TestCertificate certificate = TestCertificate.in(directory, "first");
        restart(TestTurn.config().tls(certificate, 100, Duration.ofMinutes(1)));
        List<UdpWire> strangers = strangers();
        try {
            byte[] wrong = new byte[32];
            for (int i = 0; i < HELLOS; i++) {
                UdpWire stranger = strangers.get(i % STRANGERS);
                byte[] hello = DtlsHello.hello(i);
                stranger.send(i % 2 == 0 ? hello : DtlsHello.withCookie(hello, wrong));
                assertThat(stranger.receive()[DtlsHello.MESSAGE_TYPE_AT])
                        .isEqualTo((byte) DtlsHello.HELLO_VERIFY_REQUEST);
            }

            assertThat(sessions()).isZero();
            assertThat(handshakes()).isZero();
        } finally {
            strangers.forEach(UdpWire::close);
        }
    }

    private List<UdpWire> strangers() throws IOException {
        InetSocketAddress server = address();
        List<UdpWire> strangers = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            strangers.add(UdpWire.between("127.0.0.1", server));
        }
        return strangers;
    }
}
