package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Clients come and go, and none is taken for another: in one shard, and in several that share the
/// port.
class ManyClientsTest extends WithServer {

    private static final int COUNT = 150;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void keepTheirAllocationsWhileOthersEnd(int shards) throws IOException {
        restart(TestTurn.config().quotas(COUNT, COUNT).shards(shards));
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < COUNT; i++) {
                TestClient next = TestClient.udp(address());
                clients.add(next);
                next.relay();
                next.bind(FIRST_CHANNEL + i, peer.local());
            }
            for (int i = 0; i < COUNT; i += 2) {
                assertThat(clients.get(i).refresh(0).code()).isEqualTo(200);
            }
            for (int i = 0; i < COUNT; i++) {
                boolean isEnded = i % 2 == 0;
                assertThat(clients.get(i).refresh(600).code()).isEqualTo(isEnded ? 437 : 200);
                if (!isEnded) {
                    assertRelays(clients.get(i), FIRST_CHANNEL + i);
                }
            }
        } finally {
            for (TestClient each : clients) {
                each.close();
            }
        }
    }

    private void assertRelays(TestClient from, int channel) throws IOException {
        from.sendChannelData(channel, "number " + channel);
        assertThat(peer.receive()).isEqualTo(utf8("number " + channel));
        InetSocketAddress relayed = peer.remote();
        peer.sendTo(relayed, utf8("back to " + channel));
        assertThat(from.receiveChannelData(channel)).isEqualTo("back to " + channel);
    }
}
