package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Descriptions and candidates in a call: to whom they go, and that they arrive as they were sent.
class CallNegotiationTest {

    @AutoClose private final TestServer server = TestServer.start();

    private final TestClient alice = server.open("alice");
    private final TestClient bob = server.open("bob");
    private String call = "";

    @BeforeEach
    void ring() {
        call = alice.invite("user:bob");
        bob.incoming();
    }

    private void answer() {
        bob.answer(call);
        alice.event("call.answered");
    }

    @Nested
    class BeforeTheAnswer {

        @Test
        void theCallersCandidatesGoToEveryEndpoint() {
            TestClient laptop = server.open("bob");
            laptop.incoming();

            alice.trickle(call, "candidate:1");

            bob.assertCandidate(call, "candidate:1");
            laptop.assertCandidate(call, "candidate:1");
        }

        @Test
        void aCalledEndpointHasNobodyToSendCandidatesTo() {
            String words =
                    bob.refused(
                            "call/wrong-state",
                            "call.trickle",
                            TestClient.trickleParams(call, "candidate:1"));

            assertThat(words).contains("Answer this call first");
            alice.assertNothingMore();
        }

        @Test
        void thereIsNothingToRenegotiate() {
            alice.refused(
                    "call/wrong-state",
                    "call.describe",
                    "{'call':'" + call + "','description':" + TestClient.OFFER + "}");
            bob.assertNothingMore();
        }
    }

    @Nested
    class AfterTheAnswer {

        @BeforeEach
        void answerIt() {
            answer();
        }

        @Test
        void candidatesGoBothWays() {
            alice.trickle(call, "candidate:a");
            bob.trickle(call, "candidate:b");

            bob.assertCandidate(call, "candidate:a");
            alice.assertCandidate(call, "candidate:b");
        }

        @Test
        void eitherSideMayRenegotiate() {
            for (TestClient[] pair : new TestClient[][] {{alice, bob}, {bob, alice}}) {
                pair[0].request(
                        "call.describe",
                        "{'call':'" + call + "','description':{'type':'offer','sdp':'v=1'}}");
                assertThat(pair[1].event("call.description").at("/description/sdp").stringValue())
                        .isEqualTo("v=1");
                pair[1].request(
                        "call.describe",
                        "{'call':'" + call + "','description':{'type':'answer','sdp':'v=2'}}");
                assertThat(pair[0].event("call.description").at("/description/type").stringValue())
                        .isEqualTo("answer");
            }
        }

        @Test
        void messagesArriveInTheOrderTheyWereSent() {
            for (int i = 0; i < 40; i++) {
                alice.send(
                        "{'jsonrpc':'2.0','id':'no %d','method':'call.trickle','params':%s}"
                                .formatted(i, TestClient.trickleParams(call, "candidate:" + i)));
            }

            for (int i = 0; i < 40; i++) {
                bob.assertCandidate(call, "candidate:" + i);
                assertThat(alice.next().get("id").stringValue()).isEqualTo("no " + i);
            }
        }

        @Test
        void whatIsNotUnderstoodIsPassedOnAsItWasWritten() {
            RawSocket carol = server.connectRaw();
            carol.open("carol");
            String candidates =
                    """
                    [ {"future" : [1.50, {"é":"\\ud83d\\ude00"}], "candidate":""} ]\
                    """;
            String toCarol = alice.invite("user:carol");
            carol.read();

            alice.request(
                    "call.trickle", "{'call':'" + toCarol + "','candidates':" + candidates + "}");

            assertThat(carol.read().text()).contains("\"candidates\":" + candidates + "}");
        }
    }
}
