package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/// What becomes of sessions when their sockets end in one way or another.
class ResumedSessionTest {

    @AutoClose
    private final TestServer server =
            TestServer.with().resumeTimeout(Duration.ofMinutes(10)).start();

    private TestClient alice = server.connect();
    private final TestClient bob = server.open("bob");
    private String token = "";
    private String call = "";

    @BeforeEach
    void talk() {
        token = alice.open("alice").get("resume").stringValue();
        call = alice.invite("user:bob");
        bob.answer(bob.incoming());
        JsonNode answered = alice.next();
        assertThat(answered.get("seq").longValue()).isEqualTo(1);
    }

    @Test
    void goesOnWhenTheSocketBreaks() {
        alice.abort();
        bob.trickle(call, "candidate:1");
        resume();
        bob.trickle(call, "candidate:2");

        alice.assertCandidate(call, "candidate:1");
        alice.assertCandidate(call, "candidate:2");
        alice.ofCall("call.hangup", call);
        bob.assertEnded(call, "hangup");
    }

    @Test
    void isTakenFromASocketThatIsStillThere() {
        TestClient before = alice;

        resume();

        before.assertClosed(4410, "Another connection resumed the session.");
        bob.trickle(call, "candidate:1");
        alice.assertCandidate(call, "candidate:1");
    }

    @Test
    void endsWhenTheSocketIsClosedProperly() {
        alice.close(1001);

        bob.assertEnded(call, "signaling-lost");
    }

    @Test
    void endsWhenTheClientBreaksTheRules() {
        alice.sendBinary(new byte[1]);

        bob.assertEnded(call, "signaling-lost");
    }

    @Test
    void tellsOfAnUnknownTokenNothing() {
        TestClient mallory = server.connect();

        JsonNode opened =
                mallory.request(
                        "session.open",
                        "{'ticket':'mallory','resume':{'token':'" + token + "','lastSeq':0}}");

        assertThat(opened.get("recovered").booleanValue()).isFalse();
        mallory.assertNothingMore();
    }

    @Test
    void needsAToken() {
        TestClient client = server.connect();

        assertThat(
                        client.refused(
                                "signaling/invalid-params",
                                "session.open",
                                "{'ticket':'alice','resume':{'lastSeq':0}}"))
                .contains("params.resume.token");
    }

    private void resume() {
        alice = server.connect();
        JsonNode opened =
                alice.request(
                        "session.open",
                        "{'ticket':'alice','resume':{'token':'" + token + "','lastSeq':1}}");
        assertThat(opened.get("recovered").booleanValue()).isTrue();
        assertThat(opened.get("resumeSeconds").intValue()).isEqualTo(600);
    }
}
