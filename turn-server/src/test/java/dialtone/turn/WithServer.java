package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A running server, a client that reaches it over UDP, and a peer on loopback. Its tests run once
/// more on Java's own sockets, where there are Linux's.
///
/// Threading: for the test's thread.
@Tag("sockets")
abstract class WithServer {

    static final int FIRST_CHANNEL = 0x4000;
    static final int LAST_CHANNEL = 0x7fff;

    final TestClock clock = new TestClock();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TurnServer server;
    TestClient client;
    UdpWire peer;

    @BeforeEach
    void start() throws IOException {
        start(TestTurn.config());
    }

    private void start(TestTurn config) throws IOException {
        registry = new SimpleMeterRegistry();
        server = TurnServer.start(config.build(), registry, clock::nanoTime, clock);
        client = connect(server.listeners().getFirst());
        peer = UdpWire.peer("127.0.0.1");
    }

    /// How the client reaches the server.
    TestClient connect(InetSocketAddress address) throws IOException {
        return TestClient.udp(address);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        client.close();
        server.close();
    }

    void restart(TestTurn config) throws IOException {
        stop();
        start(config);
    }

    InetSocketAddress address() {
        return server.listeners().getFirst();
    }

    /// Whatever was sent before must have had no answer: the first that comes is this one.
    void assertNothingCameBefore() throws IOException {
        assertThat(client.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
    }

    /// Waits until the server has dropped so many packets for that reason: what comes over several
    /// sockets is not ordered.
    void awaitDropped(int count, String reason) {
        await("dropped: " + reason, () -> dropped(reason) >= count);
    }

    /// Waits until so many connections or more were refused for that reason: of those that come at
    /// the same moment one too many may be.
    void awaitRefused(int count, String reason) {
        await(
                "refused: " + reason,
                () ->
                        registry.get("dialtone.turn.connections.refused")
                                        .tag("reason", reason)
                                        .counter()
                                        .count()
                                >= count);
    }

    /// Waits until there are so many connections.
    void awaitConnections(int count, String transport) {
        await(
                "connections: " + transport,
                () ->
                        registry.get("dialtone.turn.connections.active")
                                        .tag("transport", transport)
                                        .gauge()
                                        .value()
                                == count);
    }

    static void await(String what, BooleanSupplier isDone) {
        long deadlineNanos = System.nanoTime() + Duration.ofMillis(Wire.DEADLINE_MILLIS).toNanos();
        while (!isDone.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
    }

    /// Waits until there are so many DTLS sessions.
    void awaitSessions(int count) {
        await("sessions: " + count, () -> sessions() == count);
    }

    /// Waits until so many DTLS handshakes have come to that end.
    void awaitHandshakes(int count, String result) {
        await(
                "handshakes: " + result,
                () ->
                        registry.get("dialtone.turn.dtls.handshakes")
                                        .tag("result", result)
                                        .counter()
                                        .count()
                                == count);
    }

    /// Waits until so many datagrams of DTLS have been dropped for that reason.
    void awaitDroppedDatagrams(int count, String reason) {
        await("dropped: " + reason, () -> droppedDatagrams(reason) == count);
    }

    double droppedDatagrams(String reason) {
        return registry.get("dialtone.turn.dtls.dropped.datagrams")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    double sessions() {
        return registry.get("dialtone.turn.dtls.sessions.active").gauge().value();
    }

    double handshakes() {
        return registry.get("dialtone.turn.dtls.handshakes.active").gauge().value();
    }

    double dropped(String reason) {
        return registry.get("dialtone.turn.dropped.packets")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static int freePort() throws IOException {
        try (UdpWire wire = UdpWire.peer("127.0.0.1")) {
            return wire.local().getPort();
        }
    }
}
