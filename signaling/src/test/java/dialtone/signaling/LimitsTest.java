package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.ByteSize;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/// Whoever takes too much is told so, counted, and harms nobody else.
class LimitsTest {

    private static final int MAX_MESSAGE = 4096;
    private static final int BURST = 20;
    private static final String MESSAGES = "dialtone.signaling.messages";

    /// A rate so low that nothing comes back while a test runs.
    @AutoClose
    private final TestServer server =
            TestServer.with()
                    .messages(1, BURST)
                    .maxMessageSize(new ByteSize(MAX_MESSAGE))
                    .maxCallsPerSession(2)
                    .start();

    @Nested
    class Rate {

        @Test
        void aBurstIsDoneAndWhatComesOnTopIsRefusedUntilItIsTooMuch() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");
            for (int i = 1; i < BURST; i++) {
                alice.request("session.iceServers", "{}");
            }

            // On a slow machine some more come back meanwhile, but fewer than are asked for.
            JsonNode answer = alice.ask("session.iceServers", "{}");
            while (answer.has("result")) {
                answer = alice.ask("session.iceServers", "{}");
            }
            String words = TestClient.error("signaling/rate-limited", answer);

            assertThat(words).contains("1 a second").contains("Wait a moment");
            for (int i = 0; i < 3 * BURST; i++) {
                alice.send("{'jsonrpc':'2.0','id':'x','method':'session.iceServers'}");
            }
            alice.assertClosed(4429, "Far too many messages.");
            bob.assertNothingMore();
            assertThat(
                            server.count(
                                    MESSAGES,
                                    "type",
                                    "session.iceServers",
                                    "result",
                                    "signaling/rate-limited"))
                    .isGreaterThan(BURST / 2.0);
        }

        @Test
        void aFloodOfGarbageIsCutOffLikeAnyOther() {
            TestClient alice = server.open("alice");

            for (int i = 0; i < 3 * BURST; i++) {
                alice.send("garbage");
            }

            alice.assertClosed(4429, "Far too many messages.");
        }

        @Test
        void aFloodEndsTheCallsOfItsSender() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");
            String call = bob.invite("user:alice");

            for (int i = 0; i < 3 * BURST; i++) {
                alice.send("garbage");
            }

            bob.assertEnded(call, "signaling-lost");
        }
    }

    @Nested
    class Size {

        @Test
        void aMessageOfTheLargestSizeIsTaken() {
            TestClient alice = server.open("alice");

            alice.send(message(MAX_MESSAGE));

            alice.next();
        }

        @Test
        void aLargerOneClosesTheConnectionAndTheOthersGoOn() {
            TestClient alice = server.open("alice");
            TestClient bob = server.open("bob");
            String call = bob.invite("user:alice");

            alice.send(message(MAX_MESSAGE + 1));

            alice.assertClosed(1009, "A message may have 4096 bytes.");
            bob.assertEnded(call, "signaling-lost");
            bob.assertNothingMore();
        }

        @Test
        void isCountedOverAllPartsOfAMessage() {
            RawSocket alice = server.connectRaw();
            alice.open("alice");

            alice.send(false, RawSocket.TEXT, new byte[MAX_MESSAGE - 1]);
            alice.send(false, RawSocket.CONTINUATION, new byte[1]);
            alice.send(false, RawSocket.CONTINUATION, new byte[1]);

            alice.assertClosed(1009, "A message may have 4096 bytes.");
        }

        private static String message(int bytes) {
            String message = "{'jsonrpc':'2.0','id':'x','method':'session.iceServers','pad':'%s'}";
            return message.formatted("x".repeat(bytes - message.length() + 2));
        }
    }

    @Nested
    class Calls {

        @Test
        void moreThanASessionMayHaveAreRefusedUntilOneEnds() {
            TestClient alice = server.open("alice");
            server.open("bob");
            String first = alice.invite("user:bob");
            alice.invite("user:bob");

            String words =
                    alice.refused(
                            "call/too-many",
                            "call.invite",
                            "{'to':'user:bob','offer':" + TestClient.OFFER + "}");

            assertThat(words).contains("hang up one first");
            alice.ofCall("call.hangup", first);
            alice.invite("user:bob");
        }

        @Test
        void ringBusyAtAnEndpointThatHasAsManyAsItMay() {
            TestClient bob = server.open("bob");
            TestClient alice = server.open("alice");
            alice.invite("user:bob");
            alice.invite("user:bob");
            TestClient carol = server.open("carol");

            String call = carol.invite("user:bob");

            carol.assertEnded(call, "busy");
            bob.incoming();
            bob.incoming();
            bob.assertNothingMore();
        }
    }

    @Nested
    class Opening {

        @Test
        void notInTimeClosesTheConnection() {
            try (TestServer impatient =
                    TestServer.with().openTimeout(Duration.ofMillis(1)).start()) {
                impatient.connect().assertClosed(4408, "No session.open within");
            }
        }

        @Test
        void anythingElseFirstClosesTheConnection() {
            TestClient client = server.connect();

            String words = client.refused("signaling/not-open", "room.join", "{'room':'standup'}");

            assertThat(words).isEqualTo("session.open must come first, not room.join.");
            client.assertClosed(4400, "The first message must be session.open.");
        }

        @Test
        void garbageFirstClosesTheConnection() {
            TestClient client = server.connect();

            client.send("garbage");

            client.refusedWithoutId("signaling/parse");
            client.assertClosed(4400, "The first message must be session.open.");
        }

        @Test
        void whatIsWrongWithAnOpeningIsSaid() {
            TestClient client = server.connect();

            String words =
                    client.refused("signaling/invalid-params", "session.open", "{'ticket':7}");

            assertThat(words).startsWith("params.ticket: expected a string");
            client.assertClosed(4400, "params.ticket: expected a string");
        }
    }

    @Nested
    class Silence {

        @Test
        void isAskedForASignOfLifeTwiceAndThenEnds() {
            try (TestServer curious =
                    TestServer.with().pingInterval(Duration.ofSeconds(1)).start()) {
                RawSocket silent = curious.connectRaw();
                silent.open("silent");
                TestClient alice = curious.open("alice");
                String call = alice.invite("user:silent");

                silent.assertClosed(4408, "No pong for two pings.");

                alice.assertEnded(call, "signaling-lost");
                alice.assertNothingMore();
            }
        }
    }

    @Nested
    class Reading {

        @Test
        void tooSlowlyEndsOnlyThatConnection() {
            try (TestServer roomy =
                    TestServer.with()
                            .messages(100_000, 100_000)
                            .sendQueue(ByteSize.ofKiB(128))
                            .start()) {
                RawSocket slow = roomy.connectRaw();
                slow.open("slow");
                TestClient alice = roomy.open("alice");
                TestClient bob = roomy.open("bob");
                String call = alice.invite("user:bob");
                bob.answer(bob.incoming());
                alice.event("call.answered");
                alice.request("room.join", "{'room':'r'}");
                slow.send(
                        "{'jsonrpc':'2.0','id':1,'method':'room.join','params':{'room':'r'}}"
                                .replace('\'', '"'));
                String slowPeer = alice.event("room.peerJoined").at("/peer/id").stringValue();

                String sdp = "x".repeat(60_000);
                String params =
                        "{'room':'r','to':'%s','description':{'type':'offer','sdp':'%s'}}"
                                .formatted(slowPeer, sdp);
                while (roomy.count("dialtone.signaling.slow.consumer.closes") == 0) {
                    alice.send(
                            "{'jsonrpc':'2.0','id':'fill','method':'room.describe','params':"
                                    + params
                                    + "}");
                    alice.next();
                }

                slow.assertClosed(4409, "You read too slowly");
                alice.trickle(call, "candidate:1");
                bob.assertCandidate(call, "candidate:1");
                roomy.awaitGauge("dialtone.signaling.send.queue", 0);
            }
        }
    }
}
