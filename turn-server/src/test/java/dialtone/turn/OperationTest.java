package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// What operators change while the relay runs.
class OperationTest extends WithServer {

    private static final int ALTERNATE_SERVER = 0x8023;

    @Test
    void aDrainedRelayRefusesNewAllocationsAndKeepsTheOld() throws IOException {
        client.relay();
        server.drain(true);
        try (TestClient late = connect(address())) {
            StunAnswer refused = late.allocate();

            assertThat(refused.code()).isEqualTo(508);
            assertThat(refused.words()).contains("takes no new allocations");
            assertThat(client.refresh(600).isSuccess()).isTrue();
            assertThat(client.permit(peer.local()).isSuccess()).isTrue();
            assertThat(registry.get("dialtone.turn.draining").gauge().value()).isOne();

            server.drain(false);

            assertThat(late.allocate().isSuccess()).isTrue();
        }
    }

    @Test
    void aDrainedRelaySendsClientsToAnother() throws IOException {
        restart(TestTurn.config().alternate("192.0.2.8", 3479));
        server.drain(true);

        StunAnswer answer = client.allocate();

        assertThat(answer.code()).isEqualTo(300);
        assertThat(answer.value(ALTERNATE_SERVER))
                .isEqualTo(new byte[] {0, 1, 3479 >> 8, (byte) 3479, (byte) 192, 0, 2, 8});
    }

    @Test
    void aDrainedRelaySendsNobodyToAnAddressOfAnotherFamily() throws IOException {
        restart(TestTurn.config().alternate("2001:db8::8", 3479));
        server.drain(true);

        assertThat(client.allocate().code()).isEqualTo(508);
    }

    @Test
    void otherQuotasCountFromTheNextRequest() throws IOException {
        client.relay();

        server.reconfigure(TestTurn.config().quotas(1, 100).build());

        try (TestClient second = connect(address())) {
            assertThat(second.allocate().code()).isEqualTo(486);
            server.reconfigure(TestTurn.config().quotas(2, 100).build());
            assertThat(second.allocate().isSuccess()).isTrue();
        }
    }

    @Test
    void otherPeersAreAllowedFromTheNextRequest() throws IOException {
        client.relay();
        assertThat(client.permit(at("10.0.0.1", 1)).code()).isEqualTo(403);

        server.reconfigure(
                TestTurn.config().allowing("10.0.0.0/8").denying("127.0.0.9/32").build());

        assertThat(client.permit(at("10.0.0.1", 1)).isSuccess()).isTrue();
        assertThat(client.permit(at("127.0.0.9", 1)).code()).isEqualTo(403);
    }

    @Test
    void otherBoundsHoldForNewAllocations() throws IOException {
        server.reconfigure(TestTurn.config().bounds(1, 1).build());

        client.relay();

        assertThat(client.permit(at("127.0.0.1", 1), at("127.0.0.2", 1)).code()).isEqualTo(508);
    }

    @Test
    void anotherRateLimitHoldsAtOnce() throws IOException {
        server.reconfigure(TestTurn.config().unauthorizedRateLimit(1).build());

        client.ask(StunBytes.of(StunBytes.BINDING));
        client.wire().send(StunBytes.of(StunBytes.BINDING).bytes());

        awaitDropped(1, "rate-limited");
        server.reconfigure(TestTurn.config().build());
        assertNothingCameBefore();
    }

    @Test
    void otherUsersAreKnownAndTheOldAreNot() throws IOException {
        client.relay();
        TurnConfig config = TestTurn.config().withoutUsers().build();

        server.reconfigure(config);

        assertThat(client.refresh(600).code()).isEqualTo(401);
        assertThat(server.allocations()).hasSize(1);
    }
}
