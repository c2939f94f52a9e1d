package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What is counted, and that nothing is left when everybody has gone.
class MetricsTest {

    private static final String MESSAGES = "dialtone.signaling.messages";

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");

    @Test
    void messagesAreCountedByDirectionTypeAndResult() {
        alice.refused("call/unknown", "call.hangup", "{'call':'c'}");
        alice.request("room.join", "{'room':'standup'}");
        bob.request("room.join", "{'room':'standup'}");
        alice.event("room.peerJoined");

        assertThat(server.count(MESSAGES, "direction", "in", "type", "room.join", "result", "ok"))
                .isEqualTo(2);
        assertThat(server.count(MESSAGES, "type", "call.hangup", "result", "call/unknown"))
                .isEqualTo(1);
        assertThat(server.count(MESSAGES, "direction", "out", "type", "room.peerJoined"))
                .isEqualTo(1);
        assertThat(server.count(MESSAGES, "direction", "out", "type", "error")).isEqualTo(1);
        assertThat(server.count(MESSAGES, "direction", "out", "type", "result")).isEqualTo(4);
        server.awaitCount(2, "dialtone.signaling.message.handle", "type", "room.join");
    }

    @Test
    void callsAreCountedByHowTheyEnded() {
        String first = alice.invite("user:bob");
        bob.ofCall("call.ring", bob.incoming());
        bob.answer(first);
        assertThat(server.gauge("dialtone.calls.active")).isEqualTo(1);
        bob.ofCall("call.hangup", first);
        String second = alice.invite("user:bob");
        bob.incoming();
        bob.ofCall("call.decline", second);

        assertThat(server.count("dialtone.calls", "result", "answered", "reason", "hangup"))
                .isEqualTo(1);
        assertThat(server.count("dialtone.calls", "result", "unanswered", "reason", "declined"))
                .isEqualTo(1);
        assertThat(server.count("dialtone.calls")).isEqualTo(2);
        assertThat(server.count("dialtone.call.setup", "stage", "signal")).isEqualTo(1);
        assertThat(server.count("dialtone.call.setup", "stage", "answer")).isEqualTo(1);
        assertThat(server.count("dialtone.call.duration")).isEqualTo(1);
        assertThat(server.gauge("dialtone.calls.active")).isZero();
    }

    @Test
    void nothingIsLeftWhenEverybodyHasGone() {
        alice.invite("user:bob");
        bob.request("room.join", "{'room':'standup'}");
        assertThat(server.gauge("dialtone.signaling.connections.active")).isEqualTo(2);

        alice.abort();
        bob.abort();

        server.awaitGauge("dialtone.signaling.connections.active", 0);
        server.awaitGauge("dialtone.calls.active", 0);
        server.awaitGauge("dialtone.rooms.active", 0);
        server.awaitGauge("dialtone.participants.active", 0);
        server.awaitGauge("dialtone.signaling.send.queue", 0);
        assertThat(server.count("dialtone.signaling.connections.total", "result", "accepted"))
                .isEqualTo(2);
    }
}
