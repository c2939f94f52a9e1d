package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;

/// What is counted, while it happens.
class TurnMetricsTest extends WithServer {

    private double packets(String direction, String side, String kind) {
        return registry.get("dialtone.turn.packets")
                .tags("direction", direction, "side", side, "kind", kind)
                .functionCounter()
                .count();
    }

    private double bytes(String direction, String side) {
        return registry.get("dialtone.turn.bytes")
                .tags("direction", direction, "side", side)
                .functionCounter()
                .count();
    }

    private double active() {
        return registry.get("dialtone.turn.allocations.active")
                .tags("transport", "udp", "family", "ipv4")
                .gauge()
                .value();
    }

    @Test
    void countsPacketsAndBytesOfBothSidesWhileTheAllocationLives() throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        client.sendChannelData(FIRST_CHANNEL, "seven B");
        client.sendIndication(peer.local(), "four");
        peer.receive();
        peer.receive();
        peer.send(utf8("back"));
        client.receiveChannelData(FIRST_CHANNEL);

        assertThat(packets("in", "client", "channel")).isOne();
        assertThat(packets("in", "client", "indication")).isOne();
        assertThat(packets("out", "peer", "channel")).isOne();
        assertThat(packets("out", "peer", "indication")).isOne();
        assertThat(packets("in", "peer", "channel")).isOne();
        assertThat(packets("out", "client", "channel")).isOne();
        assertThat(bytes("in", "client")).isEqualTo(11);
        assertThat(bytes("out", "peer")).isEqualTo(11);
        assertThat(bytes("in", "peer")).isEqualTo(4);
        assertThat(bytes("out", "client")).isEqualTo(4);
    }

    @Test
    void countsAllocationsAndPortsWhileTheyLive() throws IOException {
        client.relay();
        assertThat(active()).isOne();
        assertThat(registry.get("dialtone.turn.relay.ports.used").gauge().value()).isOne();

        client.refresh(0);
        assertThat(active()).isZero();
        assertThat(registry.get("dialtone.turn.relay.ports.used").gauge().value()).isZero();
        assertThat(registry.get("dialtone.turn.relay.ports.capacity").gauge().value())
                .isEqualTo(12_001);
    }

    @Test
    void countsRequestsByMethodAndCode() throws IOException {
        client.relay();
        client.allocate();

        assertThat(requests("allocate", "401")).isOne();
        assertThat(requests("allocate", "200")).isOne();
        assertThat(requests("allocate", "437")).isOne();
        assertThat(allocations("created", "none")).isOne();
        assertThat(allocations("rejected", "437")).isOne();
    }

    private double requests(String method, String code) {
        return registry.get("dialtone.turn.requests")
                .tags("method", method, "code", code)
                .counter()
                .count();
    }

    private double allocations(String result, String code) {
        return registry.get("dialtone.turn.allocations")
                .tags("result", result, "code", code)
                .counter()
                .count();
    }

    @Test
    void countsWhatIsRefused() throws IOException {
        client.as(TestTurn.USER, "nonsense").allocate();
        client.as(TestTurn.USER, TestTurn.PASSWORD).relay();
        client.permit(at("10.0.0.1", 9));

        assertThat(
                        registry.get("dialtone.turn.auth.failures")
                                .tag("reason", "wrong-password")
                                .counter()
                                .count())
                .isOne();
        assertThat(
                        registry.get("dialtone.turn.permission.denied")
                                .tag("reason", "private")
                                .counter()
                                .count())
                .isOne();
    }

    @Test
    void countsWhatIsDropped() throws IOException {
        InetSocketAddress relayed = client.relay();

        client.sendChannelData(FIRST_CHANNEL, "unbound");
        client.sendIndication(peer.local(), "not permitted");
        peer.sendTo(relayed, utf8("not permitted either"));
        client.wire().send(new byte[] {0, 1, 0, 0});

        awaitDropped(1, "no-channel");
        awaitDropped(2, "no-permission");
        awaitDropped(1, "malformed");
        try (TestClient stranger = TestClient.udp(address())) {
            stranger.sendChannelData(FIRST_CHANNEL, "nobody's");
            awaitDropped(1, "no-allocation");
        }
    }
}
