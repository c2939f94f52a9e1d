package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// Clients behind a load balancer that says who they are by the PROXY protocol, and those who
/// pretend to be one.
class ProxyProtocolTest extends WithServer {

    private static final byte[] SIGNATURE = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };
    private static final byte PROXY_V2 = 0x21;

    private TestTurn behindBalancer() {
        return TestTurn.config().proxies("127.0.0.0/8");
    }

    @Test
    void takesTheClientsAddressFromVersion2() throws IOException {
        restart(behindBalancer());
        try (TcpWire wire = new TcpWire(address())) {
            wire.send(v2(PROXY_V2));

            assertMapped(wire);
        }
    }

    @Test
    void takesTheClientsAddressFromVersion1() throws IOException {
        restart(behindBalancer());
        try (TcpWire wire = new TcpWire(address())) {
            wire.send(v1());

            assertMapped(wire);
        }
    }

    @Test
    void takesTheClientsAddressBeforeTls(@TempDir Path directory) throws IOException {
        TestCertificate certificate = TestCertificate.in(directory, "behind");
        restart(behindBalancer().tls(certificate, 10, Duration.ofMinutes(1)));
        TcpWire balancer = new TcpWire(address());
        balancer.send(v2(PROXY_V2));
        try (TcpWire wire = new TcpWire(TlsSocket.over(balancer.socket()).socket())) {
            assertMapped(wire);
        }
    }

    @Test
    void readsAHeaderThatComesByteByByte() throws IOException {
        restart(behindBalancer());
        try (TcpWire wire = new TcpWire(address())) {
            for (byte b : v2(PROXY_V2)) {
                wire.send(new byte[] {b});
            }

            assertMapped(wire);
        }
    }

    @Test
    void refusesAHeaderOfStrangers() throws IOException {
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(v2(PROXY_V2));
            assertThat(stranger.isEndedByServer()).isTrue();
        }
        try (TcpWire stranger = new TcpWire(address())) {
            stranger.send(v1());
            assertThat(stranger.isEndedByServer()).isTrue();
        }
        awaitRefused(2, "unknown-protocol");
    }

    @Test
    void refusesAMalformedHeader() throws IOException {
        restart(behindBalancer());
        try (TcpWire balancer = new TcpWire(address())) {
            balancer.send(v2((byte) 0x31));
            assertThat(balancer.isEndedByServer()).isTrue();
        }
        awaitRefused(1, "bad-proxy-header");
    }

    @Test
    void refusesABalancerWithoutAHeader() throws IOException {
        restart(behindBalancer());
        try (TcpWire balancer = new TcpWire(address())) {
            balancer.send(StunBytes.of(StunBytes.BINDING).bytes());
            assertThat(balancer.isEndedByServer()).isTrue();
        }
        awaitRefused(1, "bad-proxy-header");
    }

    private static void assertMapped(TcpWire wire) throws IOException {
        wire.send(StunBytes.of(StunBytes.BINDING).bytes());
        StunAnswer answer = new StunAnswer(wire.receive());
        assertThat(answer.address(StunBytes.XOR_MAPPED_ADDRESS))
                .isEqualTo(at("203.0.113.9", 40_000));
    }

    private static byte[] v1() {
        return "PROXY TCP4 203.0.113.9 198.51.100.1 40000 3478\r\n"
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] v2(byte versionAndCommand) {
        return ByteBuffer.allocate(28)
                .put(SIGNATURE)
                .put(versionAndCommand)
                .put((byte) 0x11)
                .putShort((short) 12)
                .put(new byte[] {(byte) 203, 0, 113, 9})
                .put(new byte[] {(byte) 198, 51, 100, 1})
                .putShort((short) 40_000)
                .putShort((short) 3478)
                .array();
    }
}
