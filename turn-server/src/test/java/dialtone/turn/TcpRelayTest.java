package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/// Relaying over TCP (RFC 6062).
class TcpRelayTest extends WithServer {

    private static final int CONNECTION_ID = 0x002a;
    private static final int CONNECTION_BIND = 0x000b;
    private static final int CONNECTION_ATTEMPT = 0x001c;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private ServerSocket listeningPeer;

    @Override
    TestClient connect(InetSocketAddress address) throws IOException {
        return TestClient.tcp(address);
    }

    @BeforeEach
    void listenAsPeer() throws IOException {
        listeningPeer = new ServerSocket(0, 8, LOOPBACK);
        listeningPeer.setSoTimeout(Wire.DEADLINE_MILLIS);
    }

    @AfterEach
    void stopPeer() throws IOException {
        listeningPeer.close();
    }

    private InetSocketAddress listening() {
        return (InetSocketAddress) listeningPeer.getLocalSocketAddress();
    }

    private static StunAnswer allocateTcp(TestClient client) throws IOException {
        return client.request(StunBytes.ALLOCATE, StunBytes::withTcp);
    }

    private InetSocketAddress relayTcp() throws IOException {
        StunAnswer answer = allocateTcp(client);
        assertThat(answer.isSuccess()).as(answer.toString()).isTrue();
        return answer.address(StunBytes.XOR_RELAYED_ADDRESS);
    }

    private StunAnswer connectTo(InetSocketAddress address) throws IOException {
        return client.request(StunBytes.CONNECT, r -> r.withPeer(address));
    }

    private static StunAnswer bind(TestClient data, int id) throws IOException {
        return data.request(CONNECTION_BIND, r -> r.withInt(CONNECTION_ID, id));
    }

    private static void assertPasses(TcpWire data, Socket socket) throws IOException {
        data.send(utf8("to the peer"));
        assertThat(socket.getInputStream().readNBytes(11)).isEqualTo(utf8("to the peer"));
        socket.getOutputStream().write(utf8("to the client"));
        assertThat(data.bytes(13)).isEqualTo(utf8("to the client"));
    }

    private static void assertEnded(Socket socket) throws IOException {
        socket.setSoTimeout(Wire.DEADLINE_MILLIS);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void connectsToAPeerFromTheRelayedAddress(int shards) throws IOException {
        restart(TestTurn.config().shards(shards));
        InetSocketAddress relayed = relayTcp();

        StunAnswer connected = connectTo(listening());

        assertThat(connected.isSuccess()).as(connected.toString()).isTrue();
        try (Socket socket = listeningPeer.accept();
                TestClient data = TestClient.tcp(address())) {
            assertThat(socket.getRemoteSocketAddress()).isEqualTo(relayed);
            assertThat(bind(data, connected.number(CONNECTION_ID)).isSuccess()).isTrue();
            assertPasses((TcpWire) data.wire(), socket);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void letsAPermittedPeerConnect(int shards) throws IOException {
        restart(TestTurn.config().shards(shards));
        InetSocketAddress relayed = relayTcp();
        client.permit(at("127.0.0.1", 9));

        try (Socket socket = new Socket(relayed.getAddress(), relayed.getPort());
                TestClient data = TestClient.tcp(address())) {
            StunAnswer attempt = new StunAnswer(client.wire().receive());
            assertThat(attempt.type()).isEqualTo(CONNECTION_ATTEMPT);
            assertThat(attempt.address(StunBytes.XOR_PEER_ADDRESS))
                    .isEqualTo(socket.getLocalSocketAddress());
            assertThat(bind(data, attempt.number(CONNECTION_ID)).isSuccess()).isTrue();
            assertPasses((TcpWire) data.wire(), socket);
        }
    }

    @Test
    void closesThePeerThatHasNoPermission() throws IOException {
        InetSocketAddress relayed = relayTcp();

        try (Socket socket = new Socket(relayed.getAddress(), relayed.getPort())) {
            assertEnded(socket);
        }
        assertNothingCameBefore();
    }

    @Test
    void passesWhatFollowsTheRequestAtOnce() throws IOException {
        relayTcp();
        int id = connectTo(listening()).number(CONNECTION_ID);
        try (Socket socket = listeningPeer.accept();
                TestClient data = TestClient.tcp(address())) {
            data.challenge();
            StunBytes request =
                    data.signed(StunBytes.of(CONNECTION_BIND).withInt(CONNECTION_ID, id));

            ((TcpWire) data.wire()).send(joined(request.bytes(), utf8("at once")));

            assertThat(socket.getInputStream().readNBytes(7)).isEqualTo(utf8("at once"));
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void passesALotBothWaysAtTheSameTime() throws Exception {
        relayTcp();
        int id = connectTo(listening()).number(CONNECTION_ID);
        byte[] lot = new byte[4 * 1024 * 1024];
        new Random(1).nextBytes(lot);
        try (Socket socket = listeningPeer.accept();
                TestClient data = TestClient.tcp(address())) {
            bind(data, id);
            TcpWire wire = (TcpWire) data.wire();
            Thread sender = Thread.ofVirtual().start(() -> sendAll(wire, lot));
            Thread echo = Thread.ofVirtual().start(() -> echo(socket, lot.length));

            assertThat(wire.bytes(lot.length)).isEqualTo(lot);

            sender.join();
            echo.join();
        }
    }

    private static void sendAll(TcpWire wire, byte[] bytes) {
        try {
            wire.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void echo(Socket socket, int bytes) {
        try {
            byte[] buffer = new byte[8192];
            int left = bytes;
            while (left > 0) {
                int read = socket.getInputStream().read(buffer);
                socket.getOutputStream().write(buffer, 0, read);
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsBothSidesWhenOneEnds() throws IOException {
        relayTcp();
        int id = connectTo(listening()).number(CONNECTION_ID);
        try (Socket socket = listeningPeer.accept()) {
            try (TestClient data = TestClient.tcp(address())) {
                bind(data, id);
                assertPasses((TcpWire) data.wire(), socket);
            }
            assertEnded(socket);
        }
        int next = connectTo(listening()).number(CONNECTION_ID);
        try (TestClient data = TestClient.tcp(address())) {
            try (Socket socket = listeningPeer.accept()) {
                bind(data, next);
                assertPasses((TcpWire) data.wire(), socket);
            }
            assertThat(((TcpWire) data.wire()).isEndedByServer()).isTrue();
        }
    }

    @Test
    void endsItsConnectionsWithTheAllocation() throws IOException {
        relayTcp();
        int id = connectTo(listening()).number(CONNECTION_ID);
        try (Socket bound = listeningPeer.accept();
                TestClient data = TestClient.tcp(address())) {
            bind(data, id);
            client.refresh(0);

            assertEnded(bound);
            assertThat(((TcpWire) data.wire()).isEndedByServer()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatNobodyBinds() throws IOException {
        relayTcp();
        connectTo(listening());
        try (Socket socket = listeningPeer.accept()) {
            clock.advance(Duration.ofSeconds(31));
            assertNothingCameBefore();

            assertEnded(socket);
        }
    }

    @Test
    void refusesASecondConnectionToTheSamePeer() throws IOException {
        relayTcp();
        connectTo(listening());

        assertThat(connectTo(listening()).code()).isEqualTo(446);
    }

    @Test
    void saysThatAPeerCannotBeReached() throws IOException {
        relayTcp();
        InetSocketAddress nobody = listening();
        listeningPeer.close();

        assertThat(connectTo(nobody).code()).isEqualTo(447);
    }

    @Test
    void refusesPeersThatThePolicyDenies() throws IOException {
        restart(TestTurn.config().denying("127.0.0.1/32"));
        relayTcp();

        assertThat(connectTo(listening()).code()).isEqualTo(403);
    }

    @Test
    void givesAConnectionToNobodyElse() throws IOException {
        relayTcp();
        int id = connectTo(listening()).number(CONNECTION_ID);
        try (TestClient thief =
                        TestClient.tcp(address()).as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD);
                TestClient data = TestClient.tcp(address());
                TestClient again = TestClient.tcp(address())) {
            assertThat(bind(thief, id).code()).isEqualTo(400);
            assertThat(bind(data, id + 1).code()).isEqualTo(400);
            assertThat(bind(data, id).isSuccess()).isTrue();
            assertThat(bind(again, id).code()).isEqualTo(400);
        }
    }

    @Test
    void isForClientsOverTcpAlone() throws IOException {
        try (TestClient udp = TestClient.udp(address())) {
            assertThat(allocateTcp(udp).code()).isEqualTo(400);
        }
    }

    @Test
    void goesWithNothingThatIsForPackets() throws IOException {
        assertThat(
                        client.request(
                                        StunBytes.ALLOCATE,
                                        r -> r.withTcp().with(StunBytes.DONT_FRAGMENT))
                                .code())
                .isEqualTo(400);
        relayTcp();
        assertThat(client.bind(FIRST_CHANNEL, peer.local()).code()).isEqualTo(400);
        client.permit(peer.local());
        client.sendIndication(peer.local(), "a packet");
        awaitDropped(1, "no-permission");
    }

    @Test
    void needsAnAllocationForConnectionsToConnect() throws IOException {
        assertThat(connectTo(listening()).code()).isEqualTo(437);
        client.relay();
        assertThat(connectTo(listening()).code()).isEqualTo(437);
    }
}
