package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Two clients of one server whose relayed addresses are each other's peers: their packets do not
/// leave the process, and are held to the same rules as if they did.
class NeighbourTest extends WithServer {

    private static final int OTHER_CHANNEL = FIRST_CHANNEL + 7;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void reachEachOther(int shards) throws IOException {
        restart(TestTurn.config().shards(shards));
        for (int i = 0; i < 8; i++) {
            try (TestClient one = TestClient.udp(address());
                    TestClient other = TestClient.udp(address())) {
                InetSocketAddress relayOfOne = one.relay();
                InetSocketAddress relayOfOther = other.relay();
                one.bind(FIRST_CHANNEL, relayOfOther);
                other.bind(OTHER_CHANNEL, relayOfOne);

                one.sendChannelData(FIRST_CHANNEL, "over there");
                assertThat(other.receiveChannelData(OTHER_CHANNEL)).isEqualTo("over there");
                other.sendIndication(relayOfOne, "and back");
                assertThat(one.receiveChannelData(FIRST_CHANNEL)).isEqualTo("and back");
                // Their ports may be given to the next ones.
                one.refresh(0);
                other.refresh(0);
            }
        }
    }

    @Test
    void getIndicationsFromEachOther() throws IOException {
        InetSocketAddress relayed = client.relay();
        try (TestClient other = TestClient.udp(address())) {
            InetSocketAddress relayOfOther = other.relay();
            client.bind(FIRST_CHANNEL, relayOfOther);
            other.permit(relayed);

            client.sendChannelData(FIRST_CHANNEL, "odd");

            StunAnswer data = other.receiveData();
            assertThat(data.text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("odd");
            assertThat(data.address(StunBytes.XOR_PEER_ADDRESS)).isEqualTo(relayed);
        }
    }

    @Test
    void needThePermissionOfTheOther() throws IOException {
        InetSocketAddress relayed = client.relay();
        try (TestClient other = TestClient.udp(address())) {
            InetSocketAddress relayOfOther = other.relay();
            client.bind(FIRST_CHANNEL, relayOfOther);

            client.sendChannelData(FIRST_CHANNEL, "too early");
            awaitDropped(1, "no-permission");
            other.permit(relayed);
            client.sendChannelData(FIRST_CHANNEL, "now");

            assertThat(other.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("now");
        }
    }

    @Test
    void meetAtTheExternalAddressThatTheMachineCannotReach() throws IOException {
        restart(TestTurn.config().behind("192.0.2.1").allowing("192.0.2.1/32"));
        InetSocketAddress relayed = client.relay();
        assertThat(relayed.getAddress().getHostAddress()).isEqualTo("192.0.2.1");
        try (TestClient other = TestClient.udp(address())) {
            InetSocketAddress relayOfOther = other.relay();
            client.bind(FIRST_CHANNEL, relayOfOther);
            other.bind(OTHER_CHANNEL, relayed);

            client.sendChannelData(FIRST_CHANNEL, "hairpin");

            assertThat(other.receiveChannelData(OTHER_CHANNEL)).isEqualTo("hairpin");
        }
    }

    @Test
    void areForgottenWhenTheyEnd() throws IOException {
        client.relay();
        try (TestClient other = TestClient.udp(address())) {
            InetSocketAddress relayOfOther = other.relay();
            client.bind(FIRST_CHANNEL, relayOfOther);
            other.refresh(0);
            try (UdpWire next = UdpWire.onceFree(relayOfOther)) {

                client.sendChannelData(FIRST_CHANNEL, "to whoever is there now");

                assertThat(next.receive()).isEqualTo(utf8("to whoever is there now"));
            }
        }
    }
}
