package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.RawJson;

import org.junit.jupiter.api.Test;

/// Calls that a bridge makes, to users.
class CallFromBridgeTest {

    private final TestHub test = new TestHub(1);
    private final FakePhone caller = new FakePhone(test.hub);

    @Test
    void ringEveryEndpointOfTheUserAndOneTakesThem() {
        TestHub.Client phone = test.open("bob");
        TestHub.Client laptop = test.open("bob");

        BridgedCall call = caller.call("bob");
        phone.ofCall("call.ring", call.id());
        laptop.answer(call.id());

        assertThat(phone.all(CallIncoming.class))
                .containsExactly(
                        new CallIncoming(
                                call.id(),
                                FakePhone.PARTY,
                                FakePhone.MEDIA,
                                FakePhone.OFFER,
                                FakePhone.DETAILS));
        assertThat(laptop.all(CallIncoming.class)).hasSize(1);
        assertThat(caller.told)
                .containsExactly(
                        "ringing", "answered by user:bob {\"type\":\"answer\",\"sdp\":\"v\"}");
        assertThat(phone.ended().reason()).isEqualTo(EndReason.ANSWERED_ELSEWHERE);
    }

    @Test
    void ringAnEndpointThatConnectsMeanwhile() {
        test.open("bob");
        BridgedCall call = caller.call("bob");
        call.trickle(RawJson.of("[]"));

        TestHub.Client laptop = test.open("bob");

        assertThat(laptop.incoming()).isEqualTo(call.id());
        assertThat(laptop.all(CallCandidates.class)).hasSize(1);
    }

    @Test
    void areRenegotiatedByBothSides() {
        TestHub.Client bob = test.open("bob");
        BridgedCall call = caller.call("bob");
        bob.answer(call.id());

        call.describe(FakePhone.OFFER);
        bob.request(
                "call.describe",
                "{'call':'" + call.id() + "','description':{'type':'answer','sdp':'v'}}");

        assertThat(bob.all(CallDescription.class)).hasSize(1);
        assertThat(caller.told).last().isEqualTo("described");
    }

    @Test
    void endWhenThePhoneHangsUp() {
        TestHub.Client bob = test.open("bob");
        BridgedCall call = caller.call("bob");

        call.end(new Ending(EndReason.CANCELLED, "The caller hung up."));

        assertThat(bob.ended().reason()).isEqualTo(EndReason.CANCELLED);
        assertThat(caller.told).isEmpty();
        assertThat(test.timers.waiting()).isZero();
    }

    @Test
    void endWhenTheUserDeclines() {
        TestHub.Client bob = test.open("bob");
        BridgedCall call = caller.call("bob");

        bob.ofCall("call.decline", call.id());

        assertThat(caller.told).containsExactly("ended declined: The call was declined.");
    }

    @Test
    void endWhenTheTimeToRingIsOver() {
        TestHub.Client bob = test.open("bob");
        caller.call("bob");

        test.timers.pass(TestHub.RING_TIMEOUT);

        assertThat(caller.told).containsExactly("ended no-answer: Nobody answered.");
        assertThat(bob.ended().reason()).isEqualTo(EndReason.NO_ANSWER);
    }

    @Test
    void toAUserInAnotherCallAreBusy() {
        test.open("bob");
        test.open("alice").invite("bob");

        caller.call("bob");

        assertThat(caller.told).containsExactly("ended busy: The other side is busy.");
    }

    @Test
    void toNobodyEndAtOnceAndDoNothingAfterwards() {
        BridgedCall call = caller.call("bob");

        assertThat(caller.told)
                .containsExactly("ended not-found: Nobody is connected as 'user:bob'.");
        call.trickle(RawJson.of("[]"));
        call.describe(FakePhone.OFFER);
        call.end(new Ending(EndReason.CANCELLED, "The caller hung up."));
        assertThat(caller.told).hasSize(1);
        assertThat(test.gauge("dialtone.calls.active")).isZero();
        assertThat(
                        test.registry
                                .get("dialtone.calls")
                                .tags("direction", "inbound", "kind", "tel")
                                .tags("result", "unanswered", "reason", "not-found")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void endAtOnceWhenTheServerStops() {
        TestHub.Client bob = test.open("bob");
        test.hub.close();

        caller.call("bob");

        assertThat(caller.told).singleElement().asString().startsWith("ended server-drain");
        assertThat(bob.all(CallIncoming.class)).isEmpty();
    }
}
