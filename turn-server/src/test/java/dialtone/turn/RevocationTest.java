package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.allocation.LiveAllocation;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;

/// What operators see of allocations, and how they end them.
class RevocationTest extends WithServer {

    private final RestCredentials secret = new RestCredentials(TestTurn.NEW_SECRET);

    private TurnCredential credential(String session) {
        return secret.mint("carol", session, clock.instant().plusSeconds(600));
    }

    private TestClient with(TurnCredential credential) throws IOException {
        return connect(address()).as(credential.username(), credential.password().value());
    }

    @Test
    void listsWhatThereIs() throws IOException {
        InetSocketAddress relayed = client.relay();
        client.permit(at("127.0.0.1", 1000), at("127.0.0.2", 1000));
        client.bind(FIRST_CHANNEL, peer.local());

        assertThat(server.allocations())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.user()).isEqualTo(TestTurn.USER);
                            assertThat(one.transport()).isEqualTo("udp");
                            assertThat(one.client()).isEqualTo(client.local());
                            assertThat(one.relayed()).containsExactly(relayed);
                            assertThat(one.secondsLeft()).isEqualTo(600);
                            assertThat(one.permissions()).isEqualTo(2);
                            assertThat(one.channels()).isEqualTo(1);
                        });
    }

    @Test
    void listsThoseOfAllShards() throws IOException {
        restart(TestTurn.config().shards(3));
        try (TestClient second = connect(address());
                TestClient third = TestClient.tcp(address())) {
            client.relay();
            second.relay();
            third.relay();

            assertThat(server.allocations())
                    .extracting(LiveAllocation::client)
                    .containsExactlyInAnyOrder(client.local(), second.local(), third.local());
        }
    }

    @Test
    void endsOneAndNoOther() throws IOException {
        try (TestClient other = connect(address())) {
            client.relay();
            InetSocketAddress kept = other.relay();
            String id =
                    server.allocations().stream()
                            .filter(one -> one.client().equals(client.local()))
                            .findFirst()
                            .orElseThrow()
                            .id();

            assertThat(server.end(id)).isTrue();
            assertThat(server.end(id)).isFalse();

            assertThat(client.refresh(600).code()).isEqualTo(437);
            assertThat(server.allocations())
                    .singleElement()
                    .satisfies(one -> assertThat(one.relayed()).containsExactly(kept));
        }
    }

    @Test
    void aRevokedCredentialEndsItsAllocationsAndMakesNoNewOnes() throws IOException {
        TurnCredential revoked = credential("one");
        TurnCredential kept = credential("two");
        try (TestClient first = with(revoked);
                TestClient second = with(kept)) {
            first.relay();
            second.relay();

            server.revoke(revoked.username());

            assertThat(server.allocations())
                    .extracting(LiveAllocation::username)
                    .containsExactly(kept.username());
            assertThat(first.allocate().code()).isEqualTo(401);
            assertThat(second.refresh(600).isSuccess()).isTrue();
            assertThat(failures("revoked")).isEqualTo(1);
        }
    }

    @Test
    void sessionsOfOneUserShareAQuota() throws IOException {
        restart(TestTurn.config().quotas(1, 100));
        try (TestClient first = with(credential("one"));
                TestClient second = with(credential("two"))) {
            first.relay();

            assertThat(second.allocate().code()).isEqualTo(486);
            assertThat(server.allocations().getFirst().user()).isEqualTo("carol");
        }
    }

    @Test
    void aNameWithoutAnEndLosesOnlyItsAllocations() throws IOException {
        client.relay();

        server.revoke(TestTurn.USER);

        assertThat(server.allocations()).isEmpty();
        assertThat(client.allocate().isSuccess()).isTrue();
    }

    @Test
    void revokingWhatNobodyHasDoesNoHarm() throws IOException {
        client.relay();

        server.revoke("");
        server.revoke(Instant.MAX.getEpochSecond() + "9:x");
        server.revoke("1:long-ended");

        assertThat(server.allocations()).hasSize(1);
    }

    private double failures(String reason) {
        return registry.get("dialtone.turn.auth.failures").tag("reason", reason).counter().count();
    }
}
