package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.DefaultFamily;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Send and Data indications (RFC 8656 section 11), and who meets over a relay.
class IndicationTest extends WithServer {

    @Test
    void carryDataBothWays() throws IOException {
        client.relay();
        client.permit(peer.local());

        client.sendIndication(peer.local(), "there");
        assertThat(peer.receive()).isEqualTo(utf8("there"));
        peer.send(utf8("and back"));

        StunAnswer data = client.receiveData();
        assertThat(data.text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("and back");
        assertThat(data.address(StunBytes.XOR_PEER_ADDRESS)).isEqualTo(peer.local());
    }

    @Test
    void areDroppedWithoutAPermission() throws IOException {
        client.relay();

        client.sendIndication(peer.local(), "not yet");
        client.permit(peer.local());
        client.sendIndication(peer.local(), "now");

        assertThat(peer.receive()).isEqualTo(utf8("now"));
    }

    @Test
    void areDroppedWithoutAnAllocation() throws IOException {
        client.sendIndication(peer.local(), "nobody's");

        assertNothingCameBefore();
    }

    @Test
    void areDroppedWithoutPeerOrData() throws IOException {
        client.relay();
        client.permit(peer.local());

        client.wire().send(StunBytes.of(StunBytes.SEND).withPeer(peer.local()).bytes());
        client.wire()
                .send(
                        StunBytes.of(StunBytes.SEND)
                                .withText(StunBytes.DATA_ATTRIBUTE, "to whom?")
                                .bytes());
        client.sendIndication(peer.local(), "to you");

        assertThat(peer.receive()).isEqualTo(utf8("to you"));
    }

    @Test
    void mayCarryNothing() throws IOException {
        client.relay();
        client.permit(peer.local());

        client.sendIndication(peer.local(), "");
        assertThat(peer.receive()).isEmpty();
        peer.send(new byte[0]);

        assertThat(client.receiveData().value(StunBytes.DATA_ATTRIBUTE)).isEmpty();
    }

    @Test
    void goOnAfterAPeerThatIsNotThere() throws IOException {
        client.relay();
        client.permit(peer.local());
        InetSocketAddress nobody;
        try (UdpWire gone = UdpWire.peer("127.0.0.1")) {
            nobody = gone.local();
        }

        for (int i = 0; i < 5; i++) {
            client.sendIndication(nobody, "into the void");
        }
        client.sendIndication(at("127.0.0.1", 0), "to no port");
        client.sendIndication(peer.local(), "still here");

        assertThat(peer.receive()).isEqualTo(utf8("still here"));
        peer.send(utf8("so am I"));
        StunAnswer data = client.receiveData();
        while (!data.has(StunBytes.DATA_ATTRIBUTE)) {
            // What ICMP said of the packets into the void.
            data = client.receiveData();
        }
        assertThat(data.text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("so am I");
    }

    @Test
    void meetOverTheirRelayedAddresses() throws IOException {
        try (TestClient other = TestClient.udp(address())) {
            InetSocketAddress here = client.relay();
            InetSocketAddress there = other.relay();
            assertThat(client.bind(FIRST_CHANNEL, there).isSuccess()).isTrue();
            assertThat(other.bind(FIRST_CHANNEL + 7, here).isSuccess()).isTrue();

            client.sendChannelData(FIRST_CHANNEL, "hello");
            assertThat(other.receiveChannelData(FIRST_CHANNEL + 7)).isEqualTo("hello");
            other.sendChannelData(FIRST_CHANNEL + 7, "hello yourself");

            assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("hello yourself");
        }
    }

    @Test
    void isRelayedToo() throws IOException {
        restart(TestTurn.config().on("::1").defaultFamily(DefaultFamily.KEEP));
        client = TestClient.over(UdpWire.between("::1", address()));
        try (UdpWire peer6 = UdpWire.peer("::1")) {
            StunAnswer allocated =
                    client.request(
                            StunBytes.ALLOCATE,
                            r -> r.withUdp().withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, 2 << 24));
            assertThat(allocated.isSuccess()).isTrue();
            assertThat(client.bind(FIRST_CHANNEL, peer6.local()).isSuccess()).isTrue();

            client.sendChannelData(FIRST_CHANNEL, "six");
            assertThat(peer6.receive()).isEqualTo(utf8("six"));
            peer6.send(utf8("sechs"));

            assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("sechs");
        }
    }
}
