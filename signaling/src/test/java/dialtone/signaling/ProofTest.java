package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/// Tickets that are bound to a key: a copy of one is of no use.
class ProofTest {

    private static final String WRONG = "auth/proof-wrong";

    @AutoClose
    private final TestServer server =
            TestServer.with().resumeTimeout(Duration.ofSeconds(30)).start();

    /// What a new connection is given to sign.
    private static String nonce(TestClient client, String ticket) {
        JsonNode answer = client.ask("session.open", "{'ticket':'" + ticket + "'}");
        JsonNode data = answer.at("/error/data");
        assertThat(data.get("code").stringValue()).isEqualTo("auth/proof-needed");
        assertThat(data.get("retryable").booleanValue()).isTrue();
        return data.get("nonce").stringValue();
    }

    private static String open(String ticket, String proof, String more) {
        return "{'ticket':'%s','proof':'%s'%s}".formatted(ticket, proof, more);
    }

    private static JsonNode prove(TestClient client, String ticket) {
        String proof = TestTickets.prove(nonce(client, ticket), ticket);
        return client.request("session.open", open(ticket, proof, ""));
    }

    private static void assertRefused(TestClient client, String ticket, String proof) {
        assertThat(client.refused(WRONG, "session.open", open(ticket, proof, "")))
                .contains("proof");
        client.assertClosed(4401, "proof");
    }

    @Test
    void openASessionForWhoeverHasTheKey() {
        JsonNode opened = prove(server.connect(), "bound");

        assertThat(opened.at("/self/address").stringValue()).isEqualTo("user:bound");
    }

    @Test
    void areOfNoUseWithoutAProof() {
        TestClient thief = server.connect();
        nonce(thief, "bound");

        assertThat(thief.refused(WRONG, "session.open", "{'ticket':'bound'}"))
                .contains("no proof of having it");
        thief.assertClosed(4401, "proof");
    }

    @Test
    void areOfNoUseWithAProofFromAnotherConnection() {
        TestClient holder = server.connect();
        String proof = TestTickets.prove(nonce(holder, "bound"), "bound");
        TestClient thief = server.connect();
        nonce(thief, "bound");

        assertRefused(thief, "bound", proof);
        assertThat(holder.request("session.open", open("bound", proof, "")).get("self"))
                .isNotNull();
    }

    @Test
    void areOfNoUseWithAProofThatNobodyAskedFor() {
        assertRefused(server.connect(), "bound", TestTickets.prove("null", "bound"));
    }

    @Test
    void areOfNoUseWithAProofForAnotherTicket() {
        TestClient thief = server.connect();
        String proof = TestTickets.prove(nonce(thief, "bound"), "bound again");

        assertRefused(thief, "bound", proof);
    }

    @Test
    void areOfNoUseWithAnotherKey() {
        TestClient thief = server.connect();
        String proof = TestTickets.prove(nonce(thief, "bound elsewhere"), "bound elsewhere");

        assertRefused(thief, "bound elsewhere", proof);
    }

    @Test
    void areOfNoUseWithSomethingElseThanAProof() {
        TestClient thief = server.connect();
        nonce(thief, "bound");

        assertRefused(thief, "bound", "!");
    }

    @Test
    void proveNothingForASecondTry() {
        TestClient client = server.connect();
        String nonce = nonce(client, "bound");
        String proof = TestTickets.prove(nonce, "bound");
        client.request("session.open", open("bound", proof, ""));

        client.refused("signaling/already-open", "session.open", open("bound", proof, ""));
    }

    @Test
    void resumeASessionOnlyWithTheKeyItWasOpenedWith() {
        TestClient first = server.connect();
        JsonNode opened = prove(first, "bound");
        first.abort();
        String resume =
                ",'resume':{'token':'%s','lastSeq':0}"
                        .formatted(opened.get("resume").stringValue());

        TestClient next = server.connect();
        String proof = TestTickets.prove(nonce(next, "bound"), "bound");
        JsonNode again = next.request("session.open", open("bound", proof, resume));

        assertThat(again.get("recovered").booleanValue()).isTrue();
        assertThat(again.get("session")).isEqualTo(opened.get("session"));
    }

    @Test
    void areRenewedOnlyByOnesOfTheSameKey() {
        TestClient client = server.connect();
        prove(client, "bound");

        client.refused(WRONG, "session.renew", "{'ticket':'bound elsewhere'}");
        JsonNode renewed = client.request("session.renew", "{'ticket':'bound again'}");

        assertThat(renewed.get("ticketExpiresAt").stringValue())
                .isEqualTo(TestTickets.EXPIRES_AT.toString());
    }

    @Test
    void areNotRenewedByAnotherUsers() {
        TestClient alice = server.open("alice");

        assertThat(alice.refused("auth/ticket-malformed", "session.renew", "{'ticket':'bob'}"))
                .contains("another user's");
        assertThat(alice.refused("auth/ticket-forged", "session.renew", "{'ticket':'forged'}"))
                .contains("fits no key");
        alice.refused("signaling/invalid-params", "session.renew", "{}");
        alice.request("session.renew", "{'ticket':'alice'}");
    }
}
