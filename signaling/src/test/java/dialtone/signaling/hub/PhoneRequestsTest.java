package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Keys and transfers, which a phone at the other side of a call understands.
class PhoneRequestsTest {

    private static final String PHONE = "tel:+15551234567";
    private static final String OTHER = "tel:+15557654321";

    private final TestHub test = new TestHub(3);
    private final FakeBridge bridge = new FakeBridge();
    private TestHub.Client alice = test.new Client();

    @BeforeEach
    void connect() {
        test.hub.add(bridge);
        alice = test.open("alice");
    }

    private FakeBridge.Call calling() {
        alice.call(PHONE);
        return bridge.last();
    }

    private FakeBridge.Call talking() {
        FakeBridge.Call call = calling();
        call.side.answer(FakeBridge.DESCRIPTION);
        return call;
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

    private @Nullable ErrorCode refusal() {
        return alice.told.getLast() instanceof Answer.Failed failed ? failed.code() : null;
    }

    @Nested
    class Digits {

        @Test
        void reachThePhone() {
            FakeBridge.Call call = talking();

            press(call.side.id());

            assertThat(call.told).containsExactly("digits 12# null");
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void areAsLongAsTheyAreWished() {
            FakeBridge.Call call = talking();

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
            FakeBridge.Call call = talking();
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
            FakeBridge.Call call = talking();
            call.side.end(new Ending(EndReason.HANGUP, "Gone."));

            press(call.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_ENDED);
        }
    }

    @Nested
    class ATransferToAnAddress {

        @Test
        void reachesThePhoneWithTheTicket() {
            FakeBridge.Call call = talking();

            transfer(call.side.id(), OTHER);

            assertThat(call.told).containsExactly("transferred to " + OTHER + " by alice");
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void thatTheTicketDoesNotAllowDoesNotReachThePhone() {
            TestHub.Client restricted = test.open("restricted");
            BridgedCall phone =
                    test.hub.call(
                            new Party(PHONE, null),
                            new Address(Address.USER, "restricted"),
                            Media.DEFAULT,
                            RawJson.of("{\"type\":\"offer\",\"sdp\":\"v\"}"),
                            new Unmoved());
            restricted.answer(restricted.incoming());

            restricted.request(
                    "call.transfer", "{'call':'" + phone.id() + "','to':'" + OTHER + "'}");

            assertThat(restricted.told.getLast())
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed ->
                                    assertThat(failed.code())
                                            .isEqualTo(ErrorCode.FORBIDDEN_DESTINATION));
        }

        @Test
        void tellsWhatBecomesOfIt() {
            FakeBridge.Call call = talking();
            transfer(call.side.id(), OTHER);

            call.side.transferProgress("It rings.", 180);
            call.side.end(new Ending(EndReason.TRANSFERRED, "They talk to each other."));

            assertThat(alice.all(CallTransferring.class))
                    .containsExactly(new CallTransferring(call.side.id(), 180, "It rings."));
            assertThat(alice.ended().reason()).isEqualTo(EndReason.TRANSFERRED);
        }

        @Test
        void thatFailsLeavesTheCallAsItWas() {
            FakeBridge.Call call = talking();
            transfer(call.side.id(), OTHER);

            call.side.transferProgress("Nobody answered.", 480);
            press(call.side.id());

            assertThat(alice.all(CallTransferring.class).getLast().isFailed()).isTrue();
            assertThat(call.told).last().isEqualTo("digits 12# null");
        }

        @Test
        void isRefusedWhereTheBridgeCannot() {
            FakeBridge.Call call = talking();
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
            FakeBridge.Call call = talking();
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
            FakeBridge.Call first = talking();
            FakeBridge.Call second = talking();

            transferToCall(first.side.id(), second.side.id());

            assertThat(first.told).containsExactly("transferred to call " + second.side.id());
            assertThat(alice.result()).isEqualTo(new Answer.Empty());
        }

        @Test
        void isRefusedWhenTheOtherCallIsNotAnswered() {
            FakeBridge.Call first = talking();
            FakeBridge.Call second = calling();

            transferToCall(first.side.id(), second.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_WRONG_STATE);
            assertThat(first.told).isEmpty();
        }

        @Test
        void isRefusedWhenTheOtherCallIsToAUser() {
            FakeBridge.Call first = talking();

            transferToCall(first.side.id(), talkingToBob());

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_TRANSFER_UNSUPPORTED);
        }

        @Test
        void isRefusedWhenTheOtherCallIsSomebodyElses() {
            FakeBridge.Call first = talking();
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
            FakeBridge.Call first = talking();

            transferToCall(first.side.id(), first.side.id());

            assertThat(refusal()).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
    }

    /// A phone that must not be transferred.
    private static final class Unmoved implements Bridge.Leg {

        @Override
        public void ringing() {}

        @Override
        public void answered(Party by, RawJson answer) {}

        @Override
        public void described(RawJson description) {}

        @Override
        public void trickled(RawJson candidates) {}

        @Override
        public boolean transferred(Address to, Ticket ticket) {
            throw new AssertionError("transferred to " + to);
        }

        @Override
        public void ended(Ending ending) {}
    }

    @Test
    void aTransferSaysInOneWayWhereTo() {
        FakeBridge.Call first = talking();
        FakeBridge.Call second = talking();

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
