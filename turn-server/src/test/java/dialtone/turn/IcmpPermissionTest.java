package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.AddressCorpus;
import dialtone.turn.relay.AddressCorpus.Entry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// Of which ICMP messages a client is told (RFC 8656 section 11.5): of those about peers for which
/// it has a permission. Anybody can send the others.
class IcmpPermissionTest {

    private static final int ICMP = 0x8004;
    private static final int UNREACHABLE = 3;
    private static final int PORT_UNREACHABLE = 3;
    private static final InetSocketAddress CLIENT = WithServer.at("1.2.3.4", 1000);
    private static final InetSocketAddress PEER = WithServer.at("8.8.8.8", 4000);

    private InMemoryTurn turn;
    private TestClient client;
    private InetSocketAddress relayed;

    @BeforeEach
    void allocate() throws IOException {
        turn =
                new InMemoryTurn(
                        TestTurn.config().on("9.9.9.10").listenPort(3478).relayingOn("9.9.9.9"));
        client = turn.client("1.2.3.4", 1000);
        relayed = client.relay();
    }

    @AfterEach
    void close() {
        turn.close();
    }

    private void tell(InetSocketAddress peer, int type, int code) {
        turn.shard.unreachable(relayed, peer, type, code);
        turn.turn();
    }

    private void assertToldNothing() {
        assertThat(turn.takeReceived(CLIENT)).isEmpty();
    }

    @Test
    void tellsOfAPeerThatIsPermitted() throws IOException {
        client.permit(PEER);

        tell(PEER, UNREACHABLE, PORT_UNREACHABLE);

        StunAnswer data = client.receiveData();
        assertThat(data.address(StunBytes.XOR_PEER_ADDRESS)).isEqualTo(PEER);
        assertThat(data.has(ICMP)).isTrue();
    }

    @Test
    void tellsNothingOfAPeerWithoutAPermission() throws IOException {
        client.permit(PEER);

        tell(WithServer.at("8.8.4.4", 4000), UNREACHABLE, PORT_UNREACHABLE);

        assertToldNothing();
    }

    @Test
    void tellsNothingOfAnyPeerWithoutOne() throws UnknownHostException {
        for (Entry entry : AddressCorpus.entries()) {
            tell(
                    new InetSocketAddress(InetAddress.getByAddress(entry.bytes()), 4000),
                    UNREACHABLE,
                    PORT_UNREACHABLE);
        }

        assertToldNothing();
    }

    @Test
    void tellsNothingOnceThePermissionHasEnded() throws IOException {
        client.permit(PEER);
        turn.clock.advance(Duration.ofMinutes(5).plusSeconds(1));

        tell(PEER, UNREACHABLE, PORT_UNREACHABLE);

        assertToldNothing();
    }

    @Test
    void tellsNothingOnceTheAllocationHasEnded() throws IOException {
        client.permit(PEER);
        client.refresh(0);

        tell(PEER, UNREACHABLE, PORT_UNREACHABLE);

        assertToldNothing();
    }

    /// Echo, redirect, and others that are no answer to a packet.
    @ParameterizedTest
    @CsvSource({"0,0", "4,0", "5,1", "8,0", "12,0", "13,0"})
    void tellsNothingOfOtherKinds(int type, int code) throws IOException {
        client.permit(PEER);

        tell(PEER, type, code);

        assertToldNothing();
    }
}
