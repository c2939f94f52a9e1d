package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.AddressCorpus;
import dialtone.turn.relay.AddressCorpus.Entry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.function.Predicate;

/// What [AddressCorpusTest] is for packets, for connections with peers (RFC 6062): nobody connects
/// to an address that the policy denies, in whatever disguise. The relayed addresses are on
/// loopback, where the system can have them, but loopback is as forbidden as on the internet.
class ConnectCorpusTest {

    private static final int PORT = 4000;

    private static TestTurn config(boolean isV6) {
        return TestTurn.config()
                .on("9.9.9.10")
                .listenPort(3478)
                .quotas(1000, 1000)
                .relayingOn(isV6 ? "::1" : "127.0.0.1");
    }

    /// Connects to each, from a relayed address of its family or of the other.
    private static void tryEach(Predicate<Entry> which, boolean sameFamily, int code)
            throws IOException {
        try (InMemoryTurn v4 = new InMemoryTurn(config(false));
                InMemoryTurn v6 = new InMemoryTurn(config(true))) {
            TestClient from4 = relaying(v4);
            TestClient from6 = relaying(v6);
            for (Entry peer : AddressCorpus.entries().stream().filter(which).toList()) {
                TestClient client = peer.isV6() == sameFamily ? from6 : from4;

                StunAnswer answer =
                        client.request(StunBytes.CONNECT, r -> r.withPeer(peer.bytes(), PORT));

                assertThat(answer.code()).as("%s", peer).isEqualTo(code);
            }
            from4.refresh(0);
            from6.refresh(0);
        }
    }

    private static TestClient relaying(InMemoryTurn turn) throws IOException {
        TestClient client = turn.connection("1.2.3.4", 1000);
        assertThat(client.request(StunBytes.ALLOCATE, StunBytes::withTcp).code()).isEqualTo(200);
        return client;
    }

    @Test
    void refusesWhatThePolicyDenies() throws IOException {
        tryEach(peer -> !peer.isAllowed(), true, 403);
    }

    @Test
    void refusesEveryAddressOfTheOtherFamily() throws IOException {
        tryEach(_ -> true, false, 443);
    }

    /// Else a path that refuses everything would pass for a safe one. Whoever is on loopback is
    /// told by the system that the internet cannot be reached from there.
    @Test
    void triesThePublicInternet() throws IOException {
        tryEach(peer -> peer.isAllowed() && !peer.isV6(), true, 447);
    }
}
