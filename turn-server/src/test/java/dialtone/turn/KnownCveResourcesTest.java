package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.allocation.RelayPorts;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What other servers gave away or kept: ports, memory, doors. Each test names its CVE.
class KnownCveResourcesTest {

    private static final int DRAWS = 2000;
    private static final int CELLS = 20;

    private static TestTurn config() {
        return TestTurn.config().on("9.9.9.10").listenPort(3478).relayingOn("9.9.9.9");
    }

    /// CVE-2025-69217: who can guess a relay port can send to somebody's relay. Twenty cells get
    /// what they would by chance, and a port says nothing about the next.
    @Test
    void drawsPortsThatCannotBeGuessed() {
        RelayPorts ports = new RelayPorts(20_000, 39_999);
        double[] drawn = new double[DRAWS];
        int[] cells = new int[CELLS];
        for (int i = 0; i < DRAWS; i++) {
            int port = ports.take(false);
            ports.give(port);
            drawn[i] = port;
            cells[(port - 20_000) * CELLS / 20_000]++;
        }

        double expected = (double) DRAWS / CELLS;
        double chiSquare = 0;
        for (int cell : cells) {
            chiSquare += (cell - expected) * (cell - expected) / expected;
        }
        // Once in 10^12 by chance, with 19 degrees of freedom.
        assertThat(chiSquare).isLessThan(100);
        // Seven standard deviations.
        assertThat(Math.abs(correlationOfNeighbours(drawn))).isLessThan(7 / Math.sqrt(DRAWS));
    }

    private static double correlationOfNeighbours(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double together = 0;
        double alone = 0;
        for (int i = 1; i < values.length; i++) {
            together += (values[i] - mean) * (values[i - 1] - mean);
            alone += (values[i] - mean) * (values[i] - mean);
        }
        return together / alone;
    }

    /// CVE-2026-73215: requests with EVEN-PORT kept ports for ever.
    @Test
    void givesBackThePortsOfEvenPort() throws IOException {
        try (InMemoryTurn turn = new InMemoryTurn(config().relayPorts(20_001, 20_004))) {
            for (int i = 0; i < 100; i++) {
                TestClient client = turn.client("1.2.3.4", 1000 + i);
                StunAnswer reserving = evenPort(client, 0x80);
                StunAnswer answer = evenPort(client, 0);
                assertThat(reserving.code()).isIn(200, 508, 437);
                assertThat(answer.code()).isIn(200, 437);
                assertThat(client.refresh(0).code()).isEqualTo(200);
                if (i % 2 == 0) {
                    assertThat(evenPort(client, 0).code()).isEqualTo(200);
                    turn.clock.advance(Duration.ofHours(2));
                    turn.turn();
                }
            }

            assertThat(turn.context.ports().used()).isZero();
        }
    }

    private static StunAnswer evenPort(TestClient client, int bits) throws IOException {
        client.challenge();
        return client.request(
                StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.EVEN_PORT, (byte) bits));
    }

    /// CVE-2026-73214 and its like: whoever has shown no credential leaves nothing behind.
    @Test
    void keepsNothingOfStrangers() throws IOException {
        try (InMemoryTurn turn = new InMemoryTurn(config())) {
            allocateWithoutCredentials(turn, 0, 10);
            List<String> before = meters(turn);

            allocateWithoutCredentials(turn, 10, 10_000);

            assertThat(turn.context.ports().used()).isZero();
            assertThat(turn.registry.find("dialtone.turn.allocations.active").gauges())
                    .isNotEmpty()
                    .allMatch(gauge -> gauge.value() == 0);
            assertThat(meters(turn)).isEqualTo(before);
        }
    }

    private static void allocateWithoutCredentials(InMemoryTurn turn, int from, int to)
            throws IOException {
        byte[] request = StunBytes.of(StunBytes.ALLOCATE).withUdp().bytes();
        for (int i = from; i < to; i++) {
            InetAddress source =
                    InetAddress.getByAddress(new byte[] {5, 6, (byte) (i >> 8), (byte) i});
            InetSocketAddress stranger = new InetSocketAddress(source, 1 + i);
            turn.deliver(stranger, turn.listener(), request);
            assertThat(turn.takeReceived(stranger)).hasSize(1);
        }
    }

    private static List<String> meters(InMemoryTurn turn) {
        return turn.registry.getMeters().stream().map(m -> m.getId().toString()).sorted().toList();
    }

    /// CVE-2018-4056, CVE-2018-4059, CVE-2026-43915, CVE-2026-53448, CVE-2026-53449: a relay had a
    /// telnet door and web pages for its administration. This one opens what is configured.
    @Test
    @EnabledOnOs(OS.LINUX)
    void opensNoOtherDoors() throws IOException {
        Set<String> before = doors();
        try (TurnServer server =
                TurnServer.start(TestTurn.config().build(), new SimpleMeterRegistry())) {
            int port = server.listeners().getFirst().getPort();
            Set<String> opened = doors();
            opened.removeAll(before);

            assertThat(opened).containsExactlyInAnyOrder("udp " + port, "tcp " + port);
        }
    }

    /// The ports that this process can be reached at, by the system's own account.
    private static Set<String> doors() throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)) {
                    inodes.add(Files.readSymbolicLink(file).toString());
                }
            }
        }
        Set<String> doors = new HashSet<>();
        for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
            Path table = Path.of("/proc/self/net", protocol);
            List<String> lines = Files.exists(table) ? Files.readAllLines(table) : List.of();
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] fields = line.strip().split("\\s+", -1);
                boolean isOpen = protocol.startsWith("udp") || fields[3].equals("0A");
                if (isOpen && inodes.contains("socket:[" + fields[9] + "]")) {
                    String port = fields[1].substring(fields[1].indexOf(':') + 1);
                    doors.add(protocol.substring(0, 3) + " " + Integer.parseInt(port, 16));
                }
            }
        }
        return doors;
    }
}
