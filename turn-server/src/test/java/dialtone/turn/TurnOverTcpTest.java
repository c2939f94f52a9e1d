package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    @Test
    void readsAStreamThatIsCutAnywhere() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        ByteBuffer whole = ByteBuffer.allocate(200);
        whole.put(StunBytes.channelData(CHANNEL, utf8("one")));
        whole.put(StunBytes.of(StunBytes.BINDING).withFingerprint().bytes());
        whole.put(StunBytes.channelData(CHANNEL, utf8("three")));
        byte[] bytes = Arrays.copyOf(whole.array(), whole.position());

        for (int cut = 1; cut < bytes.length; cut++) {
            client.wire().send(Arrays.copyOf(bytes, cut));
            client.wire().send(Arrays.copyOfRange(bytes, cut, bytes.length));

            assertThat(peer.receive()).isEqualTo(utf8("one"));
            assertThat(peer.receive()).isEqualTo(utf8("three"));
            assertThat(new StunAnswer(client.wire().receive()).isSuccess()).isTrue();
        }
    }

    @Test
    void doesNotTakeALengthOf65535ForAShorterOne() throws IOException {
        client.relay();
        client.bind(CHANNEL, peer.local());
        byte[] hidden = StunBytes.channelData(CHANNEL, utf8("smuggled"));

        client.wire()
                .send(
                        ByteBuffer.allocate(4 + hidden.length)
                                .putShort((short) CHANNEL)
                                .putShort((short) 0xffff)
                                .put(hidden)
                                .array());

        assertThat(((TcpWire) client.wire()).isEndedByServer()).isTrue();
        awaitDropped(1, "malformed");
        assertThat(registryCount("dialtone.turn.packets", "side", "peer", "direction", "out"))
                .isZero();
    }

    @Test
    void keepsNoLongMessagesOfStrangers() throws IOException {
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(
                    ByteBuffer.allocate(20)
                            .putShort((short) 0x0001)
                            .putShort((short) 0x7ffc)
                            .putInt(StunBytes.COOKIE)
                            .array());
            assertThat(stranger.isEndedByServer()).isTrue();
        }
    }

    @Test
    void dropsPacketsForAClientThatDoesNotRead() throws IOException {
        Socket narrow = new Socket();
        narrow.setReceiveBufferSize(4096);
        narrow.connect(address(), Wire.DEADLINE_MILLIS);
        try (TestClient slow = TestClient.over(new TcpWire(narrow))) {
            InetSocketAddress relayed = slow.relay();
            slow.permit(peer.local());
            byte[] packet = new byte[1200];
            for (int i = 0; i < 100_000 && dropped("slow-client") == 0; i++) {
                peer.sendTo(relayed, packet);
            }

            assertThat(dropped("slow-client")).isPositive();
            // What was not dropped is whole, one message after another.
            for (int i = 0; i < 200; i++) {
                assertThat(slow.receiveData().value(StunBytes.DATA_ATTRIBUTE)).hasSize(1200);
            }
        }
    }

    @Test
    void endsAConnectionThatAsksTooOftenWithoutACredential() throws IOException {
        restart(TestTurn.config().unauthorizedRateLimit(1));
        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();

        client.wire().send(StunBytes.of(StunBytes.BINDING).bytes());

        assertThat(((TcpWire) client.wire()).isEndedByServer()).isTrue();
    }

    @Test
    void endsAConnectionThatMakesNoAllocationForAMinute() throws IOException {
        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();

        clock.advance(Duration.ofSeconds(61));

        try (TestClient other = TestClient.tcp(address())) {
            assertThat(other.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
        }
        assertThat(((TcpWire) client.wire()).isEndedByServer()).isTrue();
    }

    @Test
    void boundsConnections() throws IOException {
        restart(TestTurn.config().quotas(1, 1));
        List<TcpWire> opened = new ArrayList<>();
        try {
            // A few more than one too many: those that come at the same moment may all get in.
            for (int i = 0; i < 120; i++) {
                opened.add(new TcpWire(address()));
            }

            awaitRefused(1, "full");
        } finally {
            for (TcpWire wire : opened) {
                wire.close();
            }
        }
    }

    @Test
    void givesConnectionsToAllShards() throws IOException {
        restart(TestTurn.config().shards(3));
        for (int i = 0; i < 6; i++) {
            try (TestClient next = TestClient.tcp(address())) {
                next.relay();
                next.bind(CHANNEL, peer.local());
                next.sendChannelData(CHANNEL, "from " + i);
                assertThat(peer.receive()).isEqualTo(utf8("from " + i));
            }
        }
    }

    private double registryCount(String name, String... tags) {
        return registry.find(name).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }
}
