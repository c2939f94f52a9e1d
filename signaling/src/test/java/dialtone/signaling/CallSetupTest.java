package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/// How calls begin: who rings, who gets the call, and who is told what.
class CallSetupTest {

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");

    @Nested
    class Inviting {

        @Test
        void bringsTheOfferAndWhoCalls() {
            TestClient bob = server.open("bob");

            JsonNode created =
                    alice.request(
                            "call.invite",
                            "{'to':'user:bob','media':{'video':true},'offer':"
                                    + TestClient.OFFER
                                    + "}");

            JsonNode incoming = bob.event("call.incoming");
            assertThat(incoming.get("call")).isEqualTo(created.get("call"));
            assertThat(incoming.at("/from/address").stringValue()).isEqualTo("user:alice");
            assertThat(incoming.at("/from/name").stringValue()).isEqualTo("Alice");
            assertThat(incoming.at("/offer/sdp").stringValue()).isEqualTo("v=0\r\no=alice");
            assertThat(incoming.at("/media/audio").booleanValue()).isTrue();
            assertThat(incoming.at("/media/video").booleanValue()).isTrue();
        }

        @Test
        void reachesEveryEndpointOfTheUser() {
            TestClient phone = server.open("bob");
            TestClient laptop = server.open("bob");

            String call = alice.invite("user:bob");

            assertThat(phone.incoming()).isEqualTo(call);
            assertThat(laptop.incoming()).isEqualTo(call);
        }

        @Test
        void ofSomebodyNotThereIsRefused() {
            String words =
                    alice.refused(
                            "call/not-found",
                            "call.invite",
                            "{'to':'user:bob','offer':" + TestClient.OFFER + "}");

            assertThat(words).isEqualTo("Nobody is connected as 'user:bob'.");
        }

        @Test
        void ofOneselfIsRefusedWithoutAnotherEndpoint() {
            alice.refused(
                    "call/not-found",
                    "call.invite",
                    "{'to':'user:alice','offer':" + TestClient.OFFER + "}");
        }

        @Test
        void ofOneselfRingsOnesOtherEndpoint() {
            TestClient tablet = server.open("alice");

            String call = alice.invite("user:alice");

            assertThat(tablet.incoming()).isEqualTo(call);
            alice.assertNothingMore();
        }

        @Test
        void ofAnAddressThatNothingServesIsRefused() {
            String words =
                    alice.refused(
                            "call/not-found",
                            "call.invite",
                            "{'to':'tel:+15551234567','offer':" + TestClient.OFFER + "}");

            assertThat(words).contains("'tel:'").contains("no trunk");
        }

        @Test
        void ringsAnEndpointThatConnectsMeanwhile() {
            TestClient phone = server.open("bob");
            String call = alice.invite("user:bob");
            phone.incoming();
            alice.trickle(call, "candidate:early");

            TestClient laptop = server.open("bob");

            assertThat(laptop.incoming()).isEqualTo(call);
            laptop.assertCandidate(call, "candidate:early");
            laptop.answer(call);
            alice.event("call.answered");
            phone.assertCandidate(call, "candidate:early");
            phone.assertEnded(call, "answered-elsewhere");
        }

        @Test
        void doesNotRingAnEndpointThatConnectsAfterTheAnswer() {
            TestClient phone = server.open("bob");
            alice.invite("user:bob");
            phone.answer(phone.incoming());
            alice.event("call.answered");

            server.open("bob").assertNothingMore();
        }

        @Test
        void ofTwoCallersAreTwoCalls() {
            TestClient bob = server.open("bob");
            TestClient carol = server.open("carol");
            String ofAlice = alice.invite("user:bob");
            String ofCarol = carol.invite("user:bob");
            assertThat(bob.incoming()).isEqualTo(ofAlice);
            assertThat(bob.incoming()).isEqualTo(ofCarol);

            bob.answer(ofCarol);
            bob.request("call.decline", "{'call':'" + ofAlice + "','reason':'busy'}");

            carol.event("call.answered");
            alice.assertEnded(ofAlice, "busy");
            carol.assertNothingMore();
        }

        @Test
        void ofEachOtherAtOnceAreTwoCallsOfWhichOneCanBeTaken() {
            TestClient bob = server.open("bob");
            String ofAlice = alice.invite("user:bob");
            String ofBob = bob.invite("user:alice");
            assertThat(bob.incoming()).isEqualTo(ofAlice);
            assertThat(alice.incoming()).isEqualTo(ofBob);

            bob.ofCall("call.hangup", ofBob);
            bob.answer(ofAlice);

            alice.assertEnded(ofBob, "cancelled");
            assertThat(alice.event("call.answered").get("call").stringValue()).isEqualTo(ofAlice);
        }
    }

    @Nested
    class Ringing {

        @Test
        void isToldToTheCallerOnce() {
            TestClient phone = server.open("bob");
            TestClient laptop = server.open("bob");
            String call = alice.invite("user:bob");
            phone.incoming();
            laptop.incoming();

            phone.ofCall("call.ring", call);
            laptop.ofCall("call.ring", call);
            phone.ofCall("call.ring", call);

            assertThat(alice.event("call.ringing").get("call").stringValue()).isEqualTo(call);
            alice.assertNothingMore();
        }

        @Test
        void ofOnesOwnCallIsRefused() {
            server.open("bob");
            String call = alice.invite("user:bob");

            String words =
                    alice.refused("call/wrong-state", "call.ring", "{'call':'" + call + "'}");

            assertThat(words).contains("your own call");
        }
    }

    @Nested
    class Answering {

        private final TestClient bob = server.open("bob");

        @Test
        void bringsTheAnswerAndWhoTookIt() {
            String call = alice.invite("user:bob");
            bob.incoming();

            bob.answer(call);

            JsonNode answered = alice.event("call.answered");
            assertThat(answered.get("call").stringValue()).isEqualTo(call);
            assertThat(answered.at("/by/address").stringValue()).isEqualTo("user:bob");
            assertThat(answered.at("/by/name").stringValue()).isEqualTo("Bob");
            assertThat(answered.at("/answer/sdp").stringValue()).isEqualTo("v=0\r\no=bob");
            bob.assertNothingMore();
        }

        @Test
        void endsItForOnesOtherEndpoints() {
            TestClient laptop = server.open("bob");
            String call = alice.invite("user:bob");
            laptop.incoming();

            bob.answer(call);

            assertThat(laptop.assertEnded(call, "answered-elsewhere"))
                    .isEqualTo("Answered on another device.");
            laptop.refused(
                    "call/ended",
                    "call.answer",
                    "{'call':'" + call + "','answer':" + TestClient.ANSWER + "}");
        }

        @Test
        void twiceIsRefused() {
            String call = alice.invite("user:bob");
            bob.answer(call);

            String words =
                    bob.refused(
                            "call/wrong-state",
                            "call.answer",
                            "{'call':'" + call + "','answer':" + TestClient.ANSWER + "}");

            assertThat(words).contains("answered this call already");
        }

        @Test
        void aCallOfOthersIsRefusedAsUnknown() {
            String call = alice.invite("user:bob");

            server.open("eve")
                    .refused(
                            "call/unknown",
                            "call.answer",
                            "{'call':'" + call + "','answer':" + TestClient.ANSWER + "}");
            bob.answer(call);
            alice.event("call.answered");
        }
    }
}
