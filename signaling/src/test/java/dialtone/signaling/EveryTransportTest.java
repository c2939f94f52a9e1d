package dialtone.signaling;

import dialtone.signaling.transport.Transport;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/// What is the same whatever the transport.
class EveryTransportTest {

    @AutoClose private final TestServer server = TestServer.start();

    @ParameterizedTest
    @EnumSource
    void everybodyIsToldWhenTheServerStops(Transport transport) {
        TestClient alice = server.open("alice", transport);
        server.open("bob");
        String call = alice.invite("user:bob");

        server.stop();

        alice.assertEnded(call, "server-drain");
        alice.assertClosed(1001, "The server stops.");
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatWasNotOpenedInTimeEnds(Transport transport) {
        try (TestServer impatient = TestServer.with().openTimeout(Duration.ofMillis(1)).start()) {
            impatient.connect(transport).assertClosed(4408, "No session.open within");
        }
    }

    @ParameterizedTest
    @EnumSource
    void carriesEmojiAndEvenHalvesOfThem(Transport transport) {
        TestClient alice = server.open("alice", transport);
        TestClient bob = server.open("bob", transport);
        String call = alice.invite("user:bob");
        bob.answer(bob.incoming());
        alice.event("call.answered");

        alice.trickle(call, "candidate:\ud83d\ude00 \u2028");
        alice.trickle(call, "candidate:\\ud83d");

        bob.assertCandidate(call, "candidate:\ud83d\ude00 \u2028");
        bob.assertCandidate(call, "candidate:\ud83d");
    }

    @ParameterizedTest
    @EnumSource
    void refusesHalvesOfEmojiInNames(Transport transport) {
        TestClient alice = server.open("alice", transport);

        alice.refused("signaling/invalid-params", "room.join", "{'room':'\\ud83d'}");

        alice.request("room.join", "{'room':'r'}");
    }
}
