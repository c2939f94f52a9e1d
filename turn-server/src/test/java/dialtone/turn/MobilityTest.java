package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// Allocations that follow their client to another address (RFC 8016).
class MobilityTest extends WithServer {

    @Test
    void givesATicketToWhoWishesForOne() throws IOException {
        assertThat(client.allocate().has(StunBytes.MOBILITY_TICKET)).isFalse();

        try (TestClient other = TestClient.udp(address())) {
            assertThat(mobile(other).value(StunBytes.MOBILITY_TICKET)).isNotEmpty();
        }
    }

    @Test
    void followsTheClientToAnotherAddress() throws IOException {
        StunAnswer made = mobile(client);
        client.permit(peer.local());
        client.bind(FIRST_CHANNEL, peer.local());

        try (TestClient moved = TestClient.udp(address())) {
            StunAnswer answer = move(moved, ticket(made));

            assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(600);
            assertRelaysBothWays(moved, relayed(made));
            assertThat(moves("same")).isEqualTo(1);
        }
    }

    @Test
    void followsTheClientToOtherThreads() throws IOException {
        restart(TestTurn.config().shards(4).relayingAt("127.0.0.1, ::1"));
        StunAnswer made =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withUdp().withBothFamilies().with(StunBytes.MOBILITY_TICKET));
        client.permit(peer.local());
        client.bind(FIRST_CHANNEL, peer.local());

        byte[] ticket = ticket(made);
        for (int i = 0; i < 16; i++) {
            try (TestClient moved = TestClient.udp(address())) {
                ticket = ticket(move(moved, ticket));
                assertRelaysBothWays(moved, made.relayed().getFirst());
            }
        }

        assertThat(moves("other")).isPositive();
        assertThat(gauge("relay.ports.used")).isEqualTo(2);
        assertThat(active("udp", "ipv4")).isEqualTo(1);
        assertThat(active("udp", "ipv6")).isEqualTo(1);
    }

    @Test
    void followsTheClientFromUdpToTcpAndBack() throws IOException {
        restart(TestTurn.config().shards(3));
        StunAnswer made = mobile(client);
        client.permit(peer.local());
        client.bind(FIRST_CHANNEL, peer.local());

        try (TestClient tcp = TestClient.tcp(address());
                TestClient udp = TestClient.udp(address())) {
            byte[] second = ticket(move(tcp, ticket(made)));
            assertRelaysBothWays(tcp, relayed(made));
            assertThat(active("tcp", "ipv4")).isEqualTo(1);
            assertThat(active("udp", "ipv4")).isZero();

            move(udp, second);
            assertRelaysBothWays(udp, relayed(made));
            assertThat(tcp.refresh(600).code()).isEqualTo(437);
        }
    }

    @Test
    void waitsForAClientWhoseConnectionIsLost() throws IOException {
        StunAnswer made;
        try (TestClient tcp = TestClient.tcp(address())) {
            made = mobile(tcp);
            tcp.permit(peer.local());
            tcp.bind(FIRST_CHANNEL, peer.local());
        }

        move(client, ticket(made));

        assertRelaysBothWays(client, relayed(made));
    }

    @Test
    void dropsWhatComesWhileTheClientIsGoneAndEndsInTime() throws IOException {
        StunAnswer made;
        try (TestClient tcp = TestClient.tcp(address())) {
            made = mobile(tcp);
            tcp.permit(peer.local());
        }
        awaitGone(made);

        clock.advance(Duration.ofMinutes(11));

        assertThat(move(client, ticket(made)).code()).isEqualTo(400);
        assertThat(gauge("relay.ports.used")).isZero();
    }

    @Test
    void refusesTheOldAddressAfterwards() throws IOException {
        StunAnswer made = mobile(client);
        client.permit(peer.local());
        client.bind(FIRST_CHANNEL, peer.local());

        try (TestClient moved = TestClient.udp(address())) {
            move(moved, ticket(made));
            client.sendChannelData(FIRST_CHANNEL, "from the old address");
            client.sendIndication(peer.local(), "from the old address");
            awaitDropped(2, "no-allocation");

            assertThat(client.refresh(0).code()).isEqualTo(437);
            assertRelaysBothWays(moved, relayed(made));
        }
    }

    @Test
    void answersARetransmissionAgain() throws IOException {
        restart(TestTurn.config().shards(4));
        StunAnswer made = mobile(client);

        byte[] ticket = ticket(made);
        for (int i = 0; i < 6; i++) {
            byte[] shown = ticket;
            try (TestClient moved = TestClient.udp(address())) {
                moved.challenge();
                StunBytes request =
                        moved.signed(
                                StunBytes.of(StunBytes.REFRESH)
                                        .with(StunBytes.MOBILITY_TICKET, shown));

                moved.wire().send(request.bytes());
                assertThat(moved.ask(request).isSuccess()).isTrue();
                StunAnswer second = new StunAnswer(moved.wire().receive());
                assertThat(second.isSuccess()).isTrue();
                ticket = ticket(second);
            }
        }
    }

    @Test
    void renewsTheTicketWithoutAMove() throws IOException {
        byte[] first = ticket(mobile(client));

        byte[] second = ticket(move(client, first));

        assertThat(move(client, first).code()).isEqualTo(400);
        assertThat(move(client, second).code()).isEqualTo(200);
    }

    @Test
    void takesATicketOnce() throws IOException {
        restart(TestTurn.config().shards(2));
        byte[] ticket = ticket(mobile(client));

        try (TestClient moved = TestClient.udp(address());
                TestClient thief = TestClient.udp(address())) {
            move(moved, ticket);

            assertThat(move(thief, ticket).code()).isEqualTo(400);
            assertThat(moved.refresh(600).isSuccess()).isTrue();
        }
    }

    @Test
    void refusesATicketOfAnotherUser() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient thief = TestClient.udp(address())) {
            thief.as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
            assertThat(move(thief, ticket).code()).isEqualTo(400);
        }
        assertThat(client.refresh(600).isSuccess()).isTrue();
        assertThat(move(client, ticket).isSuccess()).isTrue();
    }

    @Test
    void refusesATicketThatWasChanged() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient thief = TestClient.udp(address())) {
            for (int i = 0; i < ticket.length; i++) {
                byte[] changed = ticket.clone();
                changed[i] ^= 1;
                assertThat(move(thief, changed).code()).as("byte %s", i).isEqualTo(400);
            }
            assertThat(move(thief, new byte[0]).code()).isEqualTo(400);
            assertThat(move(thief, new byte[500]).code()).isEqualTo(400);
        }
        assertThat(move(client, ticket).isSuccess()).isTrue();
    }

    @Test
    void refusesATicketWithoutCredentials() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient thief = TestClient.udp(address())) {
            StunAnswer answer =
                    thief.ask(
                            StunBytes.of(StunBytes.REFRESH)
                                    .with(StunBytes.MOBILITY_TICKET, ticket));
            assertThat(answer.code()).isEqualTo(401);
        }
        assertThat(client.refresh(600).isSuccess()).isTrue();
    }

    @Test
    void refusesTheTicketOfAnAllocationThatEnded() throws IOException {
        byte[] ticket = ticket(mobile(client));
        client.refresh(0);

        try (TestClient moved = TestClient.udp(address())) {
            assertThat(move(moved, ticket).code()).isEqualTo(400);
        }
    }

    @Test
    void refusesToMoveToAnAddressThatHasAnAllocation() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient other = TestClient.udp(address())) {
            other.relay();
            assertThat(move(other, ticket).code()).isEqualTo(437);
        }
        assertThat(move(client, ticket).isSuccess()).isTrue();
    }

    @Test
    void refusesAFamilyItLacksAndKeepsTheTicketGood() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient moved = TestClient.udp(address())) {
            StunAnswer refused =
                    moved.request(
                            StunBytes.REFRESH,
                            r -> r.withFamily(2).with(StunBytes.MOBILITY_TICKET, ticket));

            assertThat(refused.code()).isEqualTo(443);
            assertThat(move(moved, ticket).isSuccess()).isTrue();
        }
    }

    @Test
    void endsFromTheNewAddress() throws IOException {
        restart(TestTurn.config().shards(2));
        byte[] ticket = ticket(mobile(client));

        try (TestClient moved = TestClient.udp(address())) {
            StunAnswer ended =
                    refresh(
                            moved,
                            r ->
                                    r.with(StunBytes.MOBILITY_TICKET, ticket)
                                            .withInt(StunBytes.LIFETIME, 0));

            assertThat(ended.number(StunBytes.LIFETIME)).isZero();
            assertThat(gauge("relay.ports.used")).isZero();
            assertThat(moved.allocate().isSuccess()).isTrue();
        }
    }

    @Test
    void grantsNothingBeyondTheQuota() throws IOException {
        restart(TestTurn.config().quotas(1, 100).shards(2));
        byte[] ticket = ticket(mobile(client));

        try (TestClient moved = TestClient.udp(address())) {
            move(moved, ticket);

            assertThat(client.allocate().code()).isEqualTo(486);
            assertThat(moved.refresh(0).isSuccess()).isTrue();
            assertThat(client.allocate().code()).isEqualTo(200);
        }
    }

    @Test
    void keepsAReservationAcrossAMove() throws IOException {
        restart(TestTurn.config().shards(2));
        StunAnswer made =
                client.request(
                        StunBytes.ALLOCATE,
                        r ->
                                r.withUdp()
                                        .with(StunBytes.EVEN_PORT, (byte) 0x80)
                                        .with(StunBytes.MOBILITY_TICKET));
        byte[] token = made.value(StunBytes.RESERVATION_TOKEN);

        try (TestClient moved = TestClient.udp(address())) {
            move(moved, ticket(made));
            StunAnswer second =
                    client.request(
                            StunBytes.ALLOCATE,
                            r -> r.withUdp().with(StunBytes.RESERVATION_TOKEN, token));

            assertThat(relayed(second).getPort()).isEqualTo(relayed(made).getPort() + 1);
        }
    }

    @Test
    void isForbiddenWhenToldSo() throws IOException {
        byte[] ticket = ticket(mobile(client));
        restart(TestTurn.config().withoutMobility());

        assertThat(mobile(client).code()).isEqualTo(405);
        assertThat(move(client, ticket).code()).isEqualTo(405);
        client.relay();
        assertThat(move(client, ticket).code()).isEqualTo(405);
    }

    @Test
    void refusesAnAllocateThatShowsATicket() throws IOException {
        byte[] ticket = ticket(mobile(client));

        try (TestClient other = TestClient.udp(address())) {
            StunAnswer answer =
                    other.request(
                            StunBytes.ALLOCATE,
                            r -> r.withUdp().with(StunBytes.MOBILITY_TICKET, ticket));
            assertThat(answer.code()).isEqualTo(400);
        }
    }

    private static StunAnswer mobile(TestClient client) throws IOException {
        return client.request(StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.MOBILITY_TICKET));
    }

    private static StunAnswer move(TestClient to, byte[] ticket) throws IOException {
        return refresh(to, r -> r.with(StunBytes.MOBILITY_TICKET, ticket));
    }

    private static StunAnswer refresh(TestClient client, UnaryOperator<StunBytes> attributes)
            throws IOException {
        return client.request(StunBytes.REFRESH, attributes);
    }

    private static byte[] ticket(StunAnswer answer) {
        return answer.value(StunBytes.MOBILITY_TICKET);
    }

    private static InetSocketAddress relayed(StunAnswer answer) {
        return answer.address(StunBytes.XOR_RELAYED_ADDRESS);
    }

    /// The channel must be bound, and the permission it brings.
    private void assertRelaysBothWays(TestClient through, InetSocketAddress relayed)
            throws IOException {
        through.sendChannelData(FIRST_CHANNEL, "out");
        assertThat(peer.receive()).isEqualTo(utf8("out"));
        assertThat(peer.remote()).isEqualTo(relayed);
        peer.send(utf8("in"));
        assertThat(through.receiveChannelData(FIRST_CHANNEL)).isEqualTo("in");
    }

    /// Waits until the server has noticed that the connection is lost: packets of the peer are
    /// dropped from then on.
    private void awaitGone(StunAnswer made) throws IOException {
        long deadlineNanos = System.nanoTime() + Duration.ofMillis(Wire.DEADLINE_MILLIS).toNanos();
        while (registry.get("dialtone.turn.dropped.packets")
                        .tag("reason", "no-client")
                        .functionCounter()
                        .count()
                == 0) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
            peer.sendTo(relayed(made), utf8("to nobody"));
        }
    }

    private double gauge(String name) {
        return registry.get("dialtone.turn." + name).gauge().value();
    }

    private double active(String transport, String family) {
        return registry.get("dialtone.turn.allocations.active")
                .tags("transport", transport, "family", family)
                .gauge()
                .value();
    }

    private double moves(String shard) {
        return registry.get("dialtone.turn.mobility.moves").tag("shard", shard).counter().count();
    }
}
