package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The same server over TCP: how a stream is cut into messages (RFC 8656 section 12.5), and what
/// its end means.
class TurnOverTcpTest extends WithServer {

    private static final int CHANNEL = 0x4001;

    @Override
    TestClient connect(InetSocketAddress address) throws IOException {
        return TestClient.tcp(address);
    }

    @Test
    void carriesDataBothWays() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());

        client.sendChannelData(CHANNEL, "there");
        assertThat(peer.receive()).isEqualTo(utf8("there"));
        peer.send(utf8("and back"));

        assertThat(client.receiveChannelData(CHANNEL)).isEqualTo("and back");
    }

    @Test
    void cutsPaddedChannelDataOfEveryLength() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());

        for (String payload : new String[] {"", "a", "ab", "abc", "abcd", "abcde"}) {
            client.sendChannelData(CHANNEL, payload);
            assertThat(peer.receive()).isEqualTo(utf8(payload));
            peer.send(utf8(payload));
            assertThat(client.receiveChannelData(CHANNEL)).isEqualTo(payload);
        }
    }

    @Test
    void readsManyMessagesInOneSegment() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        ByteBuffer together = ByteBuffer.allocate(1000);
        for (int i = 0; i < 20; i++) {
            together.put(StunBytes.channelData(CHANNEL, utf8("message " + i)));
        }

        client.wire().send(Arrays.copyOf(together.array(), together.position()));

        for (int i = 0; i < 20; i++) {
            assertThat(peer.receive()).isEqualTo(utf8("message " + i));
        }
    }

    @Test
    void readsAMessageThatComesByteByByte() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());

        for (byte b : StunBytes.of(StunBytes.BINDING).withFingerprint().bytes()) {
            client.wire().send(new byte[] {b});
        }
        assertThat(new StunAnswer(client.wire().receive()).isSuccess()).isTrue();
        for (byte b : StunBytes.channelData(CHANNEL, utf8("drop by drop"))) {
            client.wire().send(new byte[] {b});
        }

        assertThat(peer.receive()).isEqualTo(utf8("drop by drop"));
    }

    @Test
    void carriesIndications() throws IOException {
        client.relay();
        client.permit(peer.local());

        client.sendIndication(peer.local(), "odd");
        assertThat(peer.receive()).isEqualTo(utf8("odd"));
        peer.send(utf8("oddly"));

        assertThat(client.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("oddly");
    }

    @Test
    void carriesTheLargestDatagram() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        String large = "x".repeat(1400);

        client.sendChannelData(CHANNEL, large);
        assertThat(peer.receive()).isEqualTo(utf8(large));
        peer.send(utf8(large));

        assertThat(client.receiveChannelData(CHANNEL)).isEqualTo(large);
    }

    @Test
    void endsTheAllocationWithTheConnection() throws IOException {
        int port = freePort();
        restart(TestTurn.config().relayPorts(port, port));
        client.relay();

        client.close();

        try (TestClient next = TestClient.tcp(address())) {
            StunAnswer answer = next.allocate();
            // The end of a connection and what comes over another are not ordered.
            for (int i = 0; i < 1000 && !answer.isSuccess(); i++) {
                answer = next.allocate();
            }
            assertThat(answer.isSuccess()).isTrue();
        }
    }

    @Test
    void endsAConnectionThatSpeaksSomethingElse() throws IOException {
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(new byte[] {0, 1, 0, 0, 1, 2, 3, 4});
            assertThat(stranger.isEndedByServer()).isTrue();
        }
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0});
            assertThat(stranger.isEndedByServer()).isTrue();
        }

        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
    }

    @Test
    void doesNotWaitForAMessageLongerThanAnyShouldBe() throws IOException {
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(
                    ByteBuffer.allocate(20)
                            .putShort((short) 0x0001)
                            .putShort((short) 0xfffc)
                            .putInt(StunBytes.COOKIE)
                            .array());
            assertThat(stranger.isEndedByServer()).isTrue();
        }
    }

    @Test
    void keepsOthersGoingWhileOneDoesNotRead() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.permit(peer.local());
        byte[] packet = new byte[1200];
        try (TestClient other = TestClient.udp(address())) {
            for (int i = 0; i < 10_000; i++) {
                peer.sendTo(relayed, packet);
                if (i % 1000 == 0) {
                    assertThat(other.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
                }
            }
        }
    }
}
