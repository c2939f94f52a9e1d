package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.DefaultFamily;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// Relayed addresses of two families (RFC 8656 sections 7.2, 8.2, 10.2 and 12.2).
class DualAllocationTest extends WithServer {

    private static final TestTurn BOTH = TestTurn.config().relayingAt("127.0.0.1, ::1");

    @BeforeEach
    void relayBothFamilies() throws IOException {
        restart(BOTH);
    }

    @Test
    void givesAnAddressOfEachFamily() throws IOException {
        StunAnswer answer = allocate(StunBytes::withBothFamilies);

        assertThat(answer.relayed())
                .extracting(InetSocketAddress::getAddress)
                .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(600);
        assertThat(answer.has(StunBytes.ADDRESS_ERROR_CODE)).isFalse();
    }

    @Test
    void tellsTheExternalAddressOfEachFamily() throws IOException {
        restart(TestTurn.config().relayingAt("127.0.0.1, ::1").behind("203.0.113.7, 2001:db8::7"));

        assertThat(allocate(StunBytes::withBothFamilies).relayed())
                .extracting(InetSocketAddress::getAddress)
                .containsExactly(
                        InetAddress.ofLiteral("203.0.113.7"), InetAddress.ofLiteral("2001:db8::7"));
    }

    @Test
    void givesIpv4WhenNoFamilyIsNamed() throws IOException {
        assertThat(family(allocate(r -> r))).isEqualTo(4);
    }

    @Test
    void givesTheFamilyThatIsNamed() throws IOException {
        assertThat(family(allocate(r -> r.withFamily(2)))).isEqualTo(16);
    }

    @Test
    void givesTheFamilyOfTheClientWhenToldTo() throws IOException {
        restart(TestTurn.config().on("::1").defaultFamily(DefaultFamily.KEEP));
        client = TestClient.over(UdpWire.between("::1", address()));

        assertThat(family(client.allocate())).isEqualTo(16);
    }

    @Test
    void refusesAClientThatNamesNoFamilyWhereThereIsNoIpv4() throws IOException {
        restart(TestTurn.config().relayingAt("::1"));

        assertThat(allocate(r -> r).code()).isEqualTo(440);
        assertThat(allocate(r -> r.withFamily(2)).code()).isEqualTo(200);
    }

    @Test
    void saysWhyThereIsNoIpv6() throws IOException {
        restart(TestTurn.config());

        StunAnswer answer = allocate(StunBytes::withBothFamilies);

        assertThat(answer.relayed()).hasSize(1);
        assertThat(addressError(answer)).containsExactly(2, 440);
    }

    @Test
    void saysWhyThereIsNoIpv4() throws IOException {
        restart(TestTurn.config().relayingAt("::1"));

        StunAnswer answer = allocate(StunBytes::withBothFamilies);

        assertThat(answer.relayed()).hasSize(1);
        assertThat(addressError(answer)).containsExactly(1, 440);
    }

    @Test
    void saysWhenThereIsAPortForOneFamilyOnlyAndSaysItAgain() throws IOException {
        int port = freePort();
        restart(TestTurn.config().relayingAt("127.0.0.1, ::1").relayPorts(port, port));
        client.challenge();
        StunBytes request =
                client.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp().withBothFamilies());

        StunAnswer first = client.ask(request);
        StunAnswer second = client.ask(request);

        assertThat(first.relayed()).hasSize(1);
        assertThat(addressError(first)).containsExactly(2, 508);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void refusesWhatDoesNotGoTogether() throws IOException {
        assertThat(allocate(r -> r.withFamily(1).withBothFamilies()).code()).isEqualTo(400);
        assertThat(
                        allocate(
                                        r ->
                                                r.withBothFamilies()
                                                        .with(
                                                                StunBytes.RESERVATION_TOKEN,
                                                                new byte[8]))
                                .code())
                .isEqualTo(400);
        assertThat(
                        allocate(r -> r.withBothFamilies().with(StunBytes.EVEN_PORT, (byte) 0x80))
                                .code())
                .isEqualTo(400);
    }

    @Test
    void refusesIpv4AsTheAdditionalFamily() throws IOException {
        assertThat(allocate(r -> r.withInt(StunBytes.ADDITIONAL_ADDRESS_FAMILY, 1 << 24)).code())
                .isEqualTo(400);
    }

    @Test
    void countsAsOneAllocationAndTwoPorts() throws IOException {
        restart(TestTurn.config().relayingAt("127.0.0.1, ::1").quotas(1, 1));
        allocate(StunBytes::withBothFamilies);

        assertThat(portsUsed()).isEqualTo(2);
        assertThat(client.refresh(0).isSuccess()).isTrue();
        assertThat(portsUsed()).isZero();
        assertThat(allocate(StunBytes::withBothFamilies).relayed()).hasSize(2);
    }

    @Test
    void relaysToPeersOfBothFamilies() throws IOException {
        StunAnswer made = allocate(StunBytes::withBothFamilies);
        try (UdpWire peer6 = UdpWire.peer("::1")) {
            client.permit(peer.local(), peer6.local());
            client.bind(FIRST_CHANNEL, peer6.local());

            client.sendIndication(peer.local(), "to four");
            client.sendChannelData(FIRST_CHANNEL, "to six");

            assertThat(peer.receive()).isEqualTo(utf8("to four"));
            assertThat(peer.remote()).isEqualTo(made.relayed().getFirst());
            assertThat(peer6.receive()).isEqualTo(utf8("to six"));
            assertThat(peer6.remote()).isEqualTo(made.relayed().getLast());
            peer.send(utf8("from four"));
            assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("from four");
            peer6.send(utf8("from six"));
            assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("from six");
        }
    }

    @Test
    void endsOneFamilyAndKeepsTheOther() throws IOException {
        StunAnswer made = allocate(StunBytes::withBothFamilies);
        try (UdpWire peer6 = UdpWire.peer("::1")) {
            client.permit(peer.local(), peer6.local());
            client.bind(FIRST_CHANNEL, peer6.local());

            assertThat(refresh(2, 0).number(StunBytes.LIFETIME)).isZero();

            assertThat(portsUsed()).isEqualTo(1);
            client.sendChannelData(FIRST_CHANNEL, "into nowhere");
            client.sendIndication(peer6.local(), "into nowhere");
            awaitDropped(2, "no-permission");
            assertThat(client.permit(peer6.local()).code()).isEqualTo(443);
            assertThat(client.bind(FIRST_CHANNEL, peer6.local()).code()).isEqualTo(443);
            assertThat(refresh(2, 600).code()).isEqualTo(443);
            client.sendIndication(peer.local(), "still here");
            assertThat(peer.receive()).isEqualTo(utf8("still here"));
            assertThat(peer.remote()).isEqualTo(made.relayed().getFirst());
        }
    }

    @Test
    void endsWithItsLastFamily() throws IOException {
        allocate(StunBytes::withBothFamilies);

        refresh(1, 0);
        refresh(2, 0);

        assertThat(client.refresh(600).code()).isEqualTo(437);
        assertThat(portsUsed()).isZero();
    }

    @Test
    void extendsOneFamilyWhileTheOtherRunsOut() throws IOException {
        allocate(StunBytes::withBothFamilies);

        assertThat(refresh(2, 1800).number(StunBytes.LIFETIME)).isEqualTo(1800);
        clock.advance(Duration.ofMinutes(11));

        assertThat(refreshAgain(1).code()).isEqualTo(443);
        assertThat(refreshAgain(2).isSuccess()).isTrue();
    }

    @Test
    void extendsBothFamiliesWhenNoneIsNamed() throws IOException {
        allocate(StunBytes::withBothFamilies);

        client.refresh(1800);
        clock.advance(Duration.ofMinutes(11));

        assertThat(refreshAgain(1).isSuccess()).isTrue();
        assertThat(refreshAgain(2).isSuccess()).isTrue();
    }

    @Test
    void refusesAPeerOfAFamilyItLacks() throws IOException {
        client.relay();
        InetSocketAddress six = at("::1", 9);

        assertThat(client.permit(six).code()).isEqualTo(443);
        assertThat(client.bind(FIRST_CHANNEL, six).code()).isEqualTo(443);
        assertThat(client.permit(peer.local(), six).code()).isEqualTo(443);
        client.sendIndication(peer.local(), "not permitted by half");
        awaitDropped(1, "no-permission");
    }

    private StunAnswer allocate(UnaryOperator<StunBytes> attributes) throws IOException {
        return client.request(StunBytes.ALLOCATE, r -> attributes.apply(r.withUdp()));
    }

    private StunAnswer refresh(int family, int seconds) throws IOException {
        return client.request(
                StunBytes.REFRESH, r -> r.withFamily(family).withInt(StunBytes.LIFETIME, seconds));
    }

    /// With a fresh nonce: the clock was moved.
    private StunAnswer refreshAgain(int family) throws IOException {
        client.challenge();
        return refresh(family, 600);
    }

    private static int family(StunAnswer answer) {
        return answer.address(StunBytes.XOR_RELAYED_ADDRESS).getAddress().getAddress().length;
    }

    /// Family and code.
    private static List<Integer> addressError(StunAnswer answer) {
        ByteBuffer value = ByteBuffer.wrap(answer.value(StunBytes.ADDRESS_ERROR_CODE));
        assertThat(value.limit()).as("with words").isGreaterThan(4);
        return List.of((int) value.get(0), value.get(2) * 100 + value.get(3));
    }

    private double portsUsed() {
        return registry.get("dialtone.turn.relay.ports.used").gauge().value();
    }
}
