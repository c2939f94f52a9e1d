package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// How calls end: each who was in it and did not end it is told once, and why.
class CallEndTest {

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");

    private String ringing() {
        String call = alice.invite("user:bob");
        assertThat(bob.incoming()).isEqualTo(call);
        return call;
    }

    private String answered() {
        String call = ringing();
        bob.answer(call);
        alice.event("call.answered");
        return call;
    }

    @Nested
    class BeforeTheAnswer {

        @Test
        void theCallerCancels() {
            TestClient laptop = server.open("bob");
            String call = ringing();
            laptop.incoming();

            alice.ofCall("call.hangup", call);

            assertThat(bob.assertEnded(call, "cancelled")).isEqualTo("The caller hung up.");
            laptop.assertEnded(call, "cancelled");
            alice.assertNothingMore();
        }

        @Test
        void oneEndpointDeclinesForAll() {
            TestClient laptop = server.open("bob");
            String call = ringing();
            laptop.incoming();

            bob.ofCall("call.decline", call);

            assertThat(alice.assertEnded(call, "declined")).isEqualTo("The call was declined.");
            assertThat(laptop.assertEnded(call, "declined"))
                    .isEqualTo("Declined on another device.");
            bob.assertNothingMore();
        }

        @Test
        void aCalledEndpointThatHangsUpDeclines() {
            String call = ringing();

            bob.ofCall("call.hangup", call);

            alice.assertEnded(call, "declined");
        }

        @Test
        void aBusyEndpointLeavesItToTheOthers() {
            TestClient laptop = server.open("bob");
            String call = ringing();
            laptop.incoming();

            bob.request("call.decline", "{'call':'" + call + "','reason':'busy'}");

            alice.assertNothingMore();
            laptop.answer(call);
            alice.event("call.answered");
            bob.assertNothingMore();
        }

        @Test
        void theLastBusyEndpointMakesTheUserBusy() {
            String call = ringing();

            bob.request("call.decline", "{'call':'" + call + "','reason':'busy'}");

            assertThat(alice.assertEnded(call, "busy")).isEqualTo("The other side is busy.");
        }

        @Test
        void aBusyEndpointCannotAnswerAnyMore() {
            server.open("bob");
            String call = ringing();
            bob.request("call.decline", "{'call':'" + call + "','reason':'busy'}");

            bob.refused(
                    "call/ended",
                    "call.answer",
                    "{'call':'" + call + "','answer':" + TestClient.ANSWER + "}");
        }

        @Test
        void nobodyAnswersInTheTimeTheCallerGives() {
            alice.request(
                    "call.invite",
                    "{'to':'user:bob','ringSeconds':1,'offer':" + TestClient.OFFER + "}");
            String call = bob.incoming();

            assertThat(alice.assertEnded(call, "no-answer")).isEqualTo("Nobody answered.");
            bob.assertEnded(call, "no-answer");
        }

        @Test
        void theCallersConnectionIsLost() {
            String call = ringing();

            alice.abort();

            assertThat(bob.assertEnded(call, "signaling-lost"))
                    .isEqualTo("The connection to the other side was lost.");
        }

        @Test
        void theCallerClosesTheSession() {
            String call = ringing();

            alice.request("session.close", "{}");

            bob.assertEnded(call, "cancelled");
        }

        @Test
        void theLastEndpointIsLost() {
            String call = ringing();

            bob.abort();

            alice.assertEnded(call, "signaling-lost");
        }

        @Test
        void oneOfTwoEndpointsIsLostAndTheOtherAnswers() {
            TestClient laptop = server.open("bob");
            String call = ringing();
            laptop.incoming();

            bob.abort();

            laptop.answer(call);
            alice.event("call.answered");
            alice.assertNothingMore();
        }
    }

    @Nested
    class AfterTheAnswer {

        @Test
        void theCallerHangsUp() {
            String call = answered();

            alice.ofCall("call.hangup", call);

            assertThat(bob.assertEnded(call, "hangup")).isEqualTo("The other side hung up.");
            alice.assertNothingMore();
        }

        @Test
        void theCalleeHangsUp() {
            String call = answered();

            bob.ofCall("call.hangup", call);

            alice.assertEnded(call, "hangup");
            bob.assertNothingMore();
        }

        @Test
        void noWayForTheMediaIsFound() {
            String call = answered();

            bob.request("call.hangup", "{'call':'" + call + "','reason':'media-failed'}");

            assertThat(alice.assertEnded(call, "media-failed"))
                    .isEqualTo("No way was found for sound and picture.");
        }

        @Test
        void theCallersConnectionIsLost() {
            String call = answered();

            alice.abort();

            bob.assertEnded(call, "signaling-lost");
        }

        @Test
        void theCalleesConnectionIsLost() {
            String call = answered();

            bob.abort();

            alice.assertEnded(call, "signaling-lost");
        }

        @Test
        void theCalleeClosesTheSession() {
            String call = answered();

            bob.request("session.close", "{}");

            alice.assertEnded(call, "hangup");
        }

        @Test
        void theOtherSideMayHangUpAtTheSameTime() {
            String call = answered();
            alice.ofCall("call.hangup", call);

            String words = bob.refused("call/ended", "call.hangup", "{'call':'" + call + "'}");

            assertThat(words).isEqualTo("This call is over.");
            bob.assertEnded(call, "hangup");
            bob.assertNothingMore();
            alice.assertNothingMore();
        }
    }

    @Nested
    class WhenItIsOver {

        @Test
        void everythingAboutItIsRefused() {
            String call = answered();
            alice.ofCall("call.hangup", call);
            bob.assertEnded(call, "hangup");

            for (TestClient client : new TestClient[] {alice, bob}) {
                client.refused(
                        "call/ended",
                        "call.trickle",
                        TestClient.trickleParams(call, "candidate:1"));
                client.refused(
                        "call/ended",
                        "call.describe",
                        "{'call':'" + call + "','description':" + TestClient.OFFER + "}");
                client.refused("call/ended", "call.ring", "{'call':'" + call + "'}");
            }
        }

        @Test
        void otherCallsGoOn() {
            TestClient carol = server.open("carol");
            String other = carol.invite("user:bob");
            bob.incoming();
            bob.answer(other);
            carol.event("call.answered");
            alice.ofCall("call.hangup", answered());

            carol.trickle(other, "candidate:1");

            bob.event("call.ended");
            bob.assertCandidate(other, "candidate:1");
        }

        @Test
        void aCallThatNeverWasIsUnknown() {
            String words = alice.refused("call/unknown", "call.hangup", "{'call':'c_none'}");

            assertThat(words).isEqualTo("You have no call 'c_none'.");
        }
    }

    @Test
    void theServersLimitCutsTheTimeToRing() {
        try (TestServer impatient = TestServer.with().ringTimeout(Duration.ofMillis(1)).start()) {
            TestClient caller = impatient.open("alice");
            TestClient callee = impatient.open("bob");

            caller.request(
                    "call.invite",
                    "{'to':'user:bob','ringSeconds':600,'offer':" + TestClient.OFFER + "}");

            caller.assertEnded(callee.incoming(), "no-answer");
        }
    }
}
