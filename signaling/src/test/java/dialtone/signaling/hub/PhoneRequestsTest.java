package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallTransferring;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Keys and transfers, which a phone at the other side of a call understands.
class PhoneRequestsTest extends WithBridge {

    private static final String OTHER = "tel:+15557654321";

    PhoneRequestsTest() {
        super(3);
    }

    /// A call to another user, who has taken it.
    private String talkingToBob() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        bob.answer(bob.incoming());
        return bob.incoming();
    }

    private void press(String call) {
        alice.request("call.digits", "{'call':'" + call + "','digits':'12#'}");
    }

    private void transfer(String call, String to) {
        alice.request("call.transfer", "{'call':'" + call + "','to':'" + to + "'}");
    }

    private void transferToCall(String call, String toCall) {
        alice.request("call.transfer", "{'call':'" + call + "','toCall':'" + toCall + "'}");
    }

    @Nested
    class Digits {

        @Test
        void reachThePhone() {
            FakeBridge.Call call = answered();

            press(call.side.id());

            assertThat(call.told).containsExactly("digits 12# null");
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void areAsLongAsTheyAreWished() {
            FakeBridge.Call call = answered();

            alice.request(
                    "call.digits", "{'call':'" + call.side.id() + "','digits':'D','duration':250}");

            assertThat(call.told).containsExactly("digits D 250");
        }

        @Test
        void reachAMenuThatHasNotAnsweredYet() {
            FakeBridge.Call call = calling();
            press(call.side.id());
            assertThat(refusal()).isEqualTo(ErrorCode.CALL_WRONG_STATE);

            call.side.progress(FakeBridge.DESCRIPTION);
            press(call.side.id());

            assertThat(call.told).containsExactly("digits 12# null");
        }

        @Test
        void areRefusedWhereTheBridgeHasNoKeys() {
            FakeBridge.Call call = answered();
            call.isAble = false;

            press(call.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_DIGITS_UNSUPPORTED);
        }

        @Test
        void areRefusedInACallToAUser() {
            press(talkingToBob());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_DIGITS_UNSUPPORTED);
        }

        @Test
        void areRefusedInACallThatIsOver() {
            FakeBridge.Call call = answered();
            call.side.end(new Ending(EndReason.HANGUP, "Gone."));

            press(call.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_ENDED);
        }
    }

    @Nested
    class ATransferToAnAddress {

        @Test
        void reachesThePhoneWithTheTicket() {
            FakeBridge.Call call = answered();

            transfer(call.side.id(), OTHER);

            assertThat(call.told).containsExactly("transferred to " + OTHER + " by alice");
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void thatTheTicketDoesNotAllowDoesNotReachThePhone() {
            TestHub.Client restricted = test.open("restricted");
            FakePhone phone = new FakePhone(test.hub);
            BridgedCall call = phone.call("restricted");
            restricted.answer(restricted.incoming());

            restricted.request(
                    "call.transfer", "{'call':'" + call.id() + "','to':'" + OTHER + "'}");

            assertThat(phone.told).noneMatch(told -> told.startsWith("transferred"));
            assertThat(restricted.told.getLast())
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed ->
                                    assertThat(failed.code())
                                            .isEqualTo(ErrorCode.FORBIDDEN_DESTINATION));
        }

        @Test
        void tellsWhatBecomesOfIt() {
            FakeBridge.Call call = answered();
            transfer(call.side.id(), OTHER);

            call.side.transferProgress("It rings.", 180);
            call.side.end(new Ending(EndReason.TRANSFERRED, "They talk to each other."));

            assertThat(alice.all(CallTransferring.class))
                    .containsExactly(new CallTransferring(call.side.id(), 180, "It rings."));
            assertThat(alice.ended().reason()).isEqualTo(EndReason.TRANSFERRED);
        }

        @Test
        void thatFailsLeavesTheCallAsItWas() {
            FakeBridge.Call call = answered();
            transfer(call.side.id(), OTHER);

            call.side.transferProgress("Nobody answered.", 480);
            press(call.side.id());

            assertThat(alice.all(CallTransferring.class).getLast().isFailed()).isTrue();
            assertThat(call.told).last().isEqualTo("digits 12# null");
        }

        @Test
        void isRefusedWhereTheBridgeCannot() {
            FakeBridge.Call call = answered();
            call.isAble = false;

            transfer(call.side.id(), OTHER);

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_TRANSFER_UNSUPPORTED);
        }

        @Test
        void isRefusedInACallToAUser() {
            transfer(talkingToBob(), OTHER);

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_TRANSFER_UNSUPPORTED);
        }

        @Test
        void endsTheCallWhenTheBridgeHasADefect() {
            FakeBridge.Call call = answered();
            call.whenTold =
                    _ -> {
                        throw new IllegalStateException("as the test wants it");
                    };

            transfer(call.side.id(), OTHER);

            assertThat(alice.ended().reason()).isEqualTo(EndReason.FAILED);
        }
    }

    @Nested
    class ATransferToACall {

        @Test
        void connectsTwoPhones() {
            FakeBridge.Call first = answered();
            FakeBridge.Call second = answered();

            transferToCall(first.side.id(), second.side.id());

            assertThat(first.told).containsExactly("transferred to call " + second.side.id());
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void isRefusedWhenTheOtherCallIsNotAnswered() {
            FakeBridge.Call first = answered();
            FakeBridge.Call second = calling();

            transferToCall(first.side.id(), second.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_WRONG_STATE);
            assertThat(first.told).isEmpty();
        }

        @Test
        void isRefusedWhenTheOtherCallIsToAUser() {
            FakeBridge.Call first = answered();

            transferToCall(first.side.id(), talkingToBob());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_TRANSFER_UNSUPPORTED);
        }

        @Test
        void isRefusedWhenTheOtherCallIsSomebodyElses() {
            FakeBridge.Call first = answered();
            TestHub.Client carol = test.open("carol");
            carol.call(OTHER);
            FakeBridge.Call hers = bridge.last();
            hers.side.answer(FakeBridge.DESCRIPTION);

            transferToCall(first.side.id(), hers.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_UNKNOWN);
            assertThat(first.told).isEmpty();
        }

        @Test
        void isRefusedWhenItIsTheSameCall() {
            FakeBridge.Call first = answered();

            transferToCall(first.side.id(), first.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }

    @Test
    void aTransferSaysInOneWayWhereTo() {
        FakeBridge.Call first = answered();
        FakeBridge.Call second = answered();

        alice.ofCall("call.transfer", first.side.id());
        assertThat(refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        alice.request(
                "call.transfer",
                "{'call':'%s','toCall':'%s','to':'%s'}"
                        .formatted(first.side.id(), second.side.id(), OTHER));

        assertThat(refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(first.told).isEmpty();
    }
}
