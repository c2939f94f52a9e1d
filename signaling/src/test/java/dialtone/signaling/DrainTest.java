package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A server that is about to stop lets what there is go on, and nothing begin.
class DrainTest {

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");

    private String talk() {
        String call = alice.invite("user:bob");
        bob.incoming();
        bob.answer(call);
        alice.event("call.answered");
        return call;
    }

    private void drain() {
        server.hub().drain(true);
        alice.event("server.draining");
        bob.event("server.draining");
    }

    @Test
    void beginsNoSessionAndNoCallAndSaysSo() {
        drain();

        TestClient carol = server.connect();
        assertThat(carol.refused("signaling/draining", "session.open", "{'ticket':'carol'}"))
                .isEqualTo("The server is about to stop: connect again in a moment.");
        carol.assertClosed(4503, "The server is about to stop: connect again in a moment.");
        alice.refused("signaling/draining", "room.join", "{'room':'standup'}");
    }

    @Test
    void letsCallsGoOnAndKnowsWhenNoneIsLeft() {
        String call = talk();
        assertThat(server.hub().isIdle()).isFalse();

        drain();

        alice.trickle(call, "candidate:1");
        bob.assertCandidate(call, "candidate:1");
        alice.ofCall("call.hangup", call);
        bob.assertEnded(call, "hangup");
        TestServer.await("nobody talks", server.hub()::isIdle);
    }

    @Test
    void waitsForRoomsInWhichSomebodyIsWithSomebody() {
        alice.request("room.join", "{'room':'standup'}");
        assertThat(server.hub().isIdle()).isTrue();

        bob.request("room.join", "{'room':'standup'}");

        assertThat(server.hub().isIdle()).isFalse();
    }

    @Test
    void canBeEnded() {
        drain();

        server.hub().drain(false);

        server.open("carol").request("room.join", "{'room':'standup'}");
    }

    @Test
    void isToldOnce() {
        drain();

        server.hub().drain(true);

        alice.assertNothingMore();
    }
}
