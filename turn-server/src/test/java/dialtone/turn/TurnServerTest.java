package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;

/// How a server starts, and how it says that it cannot.
class TurnServerTest extends WithServer {

    @Test
    void saysWhichPortIsInUse() throws IOException {
        int taken = address().getPort();
        TurnConfig config = TestTurn.config().listenPort(taken).build();

        assertThatThrownBy(() -> TurnServer.start(config, new SimpleMeterRegistry()))
                .hasMessageContaining("127.0.0.1:" + taken)
                .hasMessageContaining("turn.listen");
    }

    @Test
    void leavesNothingOpenWhenItFails() throws IOException {
        try (ServerSocket blocked = new ServerSocket(0, 1, address().getAddress())) {
            int port = blocked.getLocalPort();
            TurnConfig config = TestTurn.config().listenPort(port).build();

            assertThatThrownBy(() -> TurnServer.start(config, new SimpleMeterRegistry()))
                    .hasMessageContaining("turn.listen");

            try (UdpWire free = UdpWire.on(at("127.0.0.1", port))) {
                assertThat(free.local().getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void listensForBothTransportsOnOnePort() throws IOException {
        try (TestClient overTcp = TestClient.tcp(address())) {
            assertThat(overTcp.ask(StunBytes.of(StunBytes.BINDING)).isSuccess()).isTrue();
        }
    }

    @Test
    void refusesToRelayFromEverywhere() {
        assertThatThrownBy(() -> TestTurn.config().on("0.0.0.0").build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("relay-address");
    }
}
