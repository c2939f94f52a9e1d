package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.CallCreated;
import dialtone.signaling.message.Cause;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallProgress;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.RawJson;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls to addresses that a bridge serves.
class BridgeTest extends WithBridge {

    private static final Ending BUSY =
            new Ending(EndReason.BUSY, "The line is busy.", new Cause(486, "Busy Here"));

    BridgeTest() {
        super(2);
    }

    private void describe(FakeBridge.Call call) {
        alice.request(
                "call.describe",
                "{'call':'" + call.side.id() + "','description':{'type':'offer','sdp':'new'}}");
    }

    private void trickle(FakeBridge.Call call) {
        alice.request(
                "call.trickle",
                "{'call':'" + call.side.id() + "','candidates':[{'candidate':'c'}]}");
    }

    @Nested
    class AnInvitation {

        @Test
        void reachesTheBridgeWithTheTicketAndTheOriginOfTheCaller() {
            TestHub.Client page = test.new Client("https://shop.example.com");
            page.request("session.open", "{'ticket':'carol'}");

            page.call(PHONE);

            Bridge.Invitation invitation = bridge.last().invitation;
            assertThat(page.result()).isEqualTo(new CallCreated(invitation.call()));
            assertThat(invitation.to()).hasToString(PHONE);
            assertThat(invitation.from().address()).isEqualTo("user:carol");
            assertThat(invitation.from().name()).isEqualTo("Carol");
            assertThat(invitation.ticket().user()).isEqualTo("carol");
            assertThat(invitation.origin()).isEqualTo("https://shop.example.com");
            assertThat(invitation.media().audio()).isTrue();
            assertThat(invitation.offer()).hasToString("{\"type\":\"offer\",\"sdp\":\"v\"}");
        }

        @Test
        void withoutAPageHasNoOrigin() {
            assertThat(calling().invitation.origin()).isNull();
        }

        @Test
        void hasTheHeadersThatTheCallerWants() {
            alice.request(
                    "call.invite",
                    "{'to':'%s','offer':{'type':'offer','sdp':'v'},'headers':{'X-B':'ä','X-A':'1'}}"
                            .formatted(PHONE));

            assertThat(bridge.last().invitation.headers())
                    .containsExactly(Map.entry("X-B", "ä"), Map.entry("X-A", "1"));
        }

        @Test
        void isFollowedByTheCallersCandidates() {
            FakeBridge.Call call = calling();

            trickle(call);

            assertThat(call.told).containsExactly("trickled [{\"candidate\":\"c\"}]");
        }

        @Test
        void toASchemeThatNobodyServesIsRefused() {
            alice.call("fax:+15551234567");

            assertThat(refusal()).isEqualTo(ErrorCode.CALL_NOT_FOUND);
        }

        @Test
        void thatTheTicketDoesNotAllowDoesNotReachTheBridge() {
            bridge.whenInvited =
                    (_, _) -> {
                        throw new AssertionError("invited");
                    };
            TestHub.Client restricted = test.open("restricted");

            restricted.call(PHONE);

            assertThat(restricted.told.getLast())
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed ->
                                    assertThat(failed.code())
                                            .isEqualTo(ErrorCode.FORBIDDEN_DESTINATION));
            assertThat(test.count("dialtone.calls")).isZero();
        }

        @Test
        void mayBeAnsweredWhileItIsBeingTaken() {
            bridge.whenInvited =
                    (_, side) -> {
                        side.ring();
                        side.answer(FakeBridge.DESCRIPTION);
                    };

            alice.call(PHONE);

            assertThat(alice.told.subList(1, alice.told.size()).stream().map(Object::getClass))
                    .containsExactly(Answer.Done.class, CallRinging.class, CallAnswered.class);
        }
    }

    @Nested
    class ACallee {

        @Test
        void ringsAndAnswers() {
            FakeBridge.Call call = calling();

            call.side.ring();
            assertThat(alice.all(CallRinging.class)).hasSize(1);
            call.side.answer(FakeBridge.DESCRIPTION);

            CallAnswered answered = alice.all(CallAnswered.class).getFirst();
            assertThat(answered.by().address()).isEqualTo(PHONE);
            assertThat(answered.answer()).isEqualTo(FakeBridge.DESCRIPTION);
        }

        @Test
        void mayLetTheMediaBeginBeforeItAnswers() {
            FakeBridge.Call call = calling();

            call.side.progress(FakeBridge.DESCRIPTION);
            assertThat(alice.all(CallProgress.class))
                    .containsExactly(new CallProgress(call.side.id(), FakeBridge.DESCRIPTION));
            assertThat(alice.all(CallAnswered.class)).isEmpty();
            call.side.answer(null);

            assertThat(alice.all(CallAnswered.class))
                    .singleElement()
                    .satisfies(answered -> assertThat(answered.answer()).isNull());
        }

        @Test
        void tellsItsAnswerOnce() {
            FakeBridge.Call call = calling();

            call.side.progress(FakeBridge.DESCRIPTION);
            call.side.progress(FakeBridge.DESCRIPTION);
            call.side.answer(FakeBridge.DESCRIPTION);

            assertThat(alice.all(CallProgress.class)).hasSize(1);
            assertThat(alice.all(CallAnswered.class).getFirst().answer()).isNull();
        }

        @Test
        void thatNeverTellsItsAnswerFails() {
            FakeBridge.Call call = calling();

            call.side.answer(null);

            assertThat(alice.ended().reason()).isEqualTo(EndReason.FAILED);
            assertThat(call.told).containsExactly("ended failed");
        }

        @Test
        void saysWhyItCannotTakeTheCall() {
            FakeBridge.Call call = calling();

            call.side.end(BUSY);

            assertThat(alice.ended()).isEqualTo(BUSY);
            assertThat(call.told).isEmpty();
            assertThat(test.count("dialtone.calls")).isEqualTo(1);
        }

        @Test
        void hangsUp() {
            FakeBridge.Call call = answered();

            call.side.end(new Ending(EndReason.HANGUP, "The other side hung up."));

            assertThat(alice.ended().reason()).isEqualTo(EndReason.HANGUP);
            assertThat(alice.ended().cause()).isNull();
        }

        @Test
        void saysNothingMoreWhenTheCallIsOver() {
            FakeBridge.Call call = calling();
            call.side.end(BUSY);
            int told = alice.told.size();

            call.side.ring();
            call.side.progress(FakeBridge.DESCRIPTION);
            call.side.answer(FakeBridge.DESCRIPTION);
            call.side.describe(FakeBridge.DESCRIPTION);
            call.side.trickle(RawJson.of("[]"));
            call.side.end(BUSY);

            assertThat(alice.told).hasSize(told);
            assertThat(call.told).isEmpty();
            assertThat(test.count("dialtone.calls")).isEqualTo(1);
            assertThat(test.gauge("dialtone.calls.active")).isZero();
        }
    }

    @Nested
    class TheMedia {

        @Test
        void canBeRenegotiatedByBothSides() {
            FakeBridge.Call call = answered();

            describe(call);
            trickle(call);
            call.side.describe(FakeBridge.DESCRIPTION);
            call.side.trickle(RawJson.of("[]"));

            assertThat(call.told)
                    .containsExactly(
                            "described {\"type\":\"offer\",\"sdp\":\"new\"}",
                            "trickled [{\"candidate\":\"c\"}]");
            assertThat(alice.all(CallDescription.class)).hasSize(1);
            assertThat(alice.all(CallCandidates.class)).hasSize(1);
        }

        @Test
        void canBeRenegotiatedFromTheProgressOn() {
            FakeBridge.Call call = calling();
            describe(call);
            assertThat(refusal()).isEqualTo(ErrorCode.CALL_WRONG_STATE);

            call.side.progress(FakeBridge.DESCRIPTION);
            describe(call);
            call.side.describe(FakeBridge.DESCRIPTION);

            assertThat(call.told).hasSize(1);
            assertThat(alice.all(CallDescription.class)).hasSize(1);
        }

        @Test
        void thatFailsBeforeTheAnswerEndsTheCallAsSuch() {
            FakeBridge.Call call = calling();
            call.side.progress(FakeBridge.DESCRIPTION);

            alice.request(
                    "call.hangup", "{'call':'" + call.side.id() + "','reason':'media-failed'}");

            assertThat(call.told).containsExactly("ended media-failed");
        }
    }

    @Nested
    class TheLeg {

        @Test
        void isToldThatTheCallerHungUp() {
            FakeBridge.Call call = answered();

            alice.ofCall("call.hangup", call.side.id());

            assertThat(call.told).containsExactly("ended hangup");
        }

        @Test
        void isToldThatTheCallerGaveUp() {
            FakeBridge.Call call = calling();

            alice.ofCall("call.hangup", call.side.id());

            assertThat(call.told).containsExactly("ended cancelled");
        }

        @Test
        void isToldThatTheCallersConnectionWasLost() {
            FakeBridge.Call call = answered();

            alice.session.lost();

            assertThat(call.told).containsExactly("ended signaling-lost");
        }

        @Test
        void isToldThatItRangLongEnough() {
            FakeBridge.Call call = calling();
            call.side.ring();

            test.timers.pass(TestHub.RING_TIMEOUT);

            assertThat(call.told).containsExactly("ended no-answer");
            assertThat(alice.ended().reason()).isEqualTo(EndReason.NO_ANSWER);
        }

        @Test
        void isToldThatTheServerStops() {
            FakeBridge.Call call = answered();

            test.hub.close();

            assertThat(call.told).containsExactly("ended server-drain");
            assertThat(alice.ended().reason()).isEqualTo(EndReason.SERVER_DRAIN);
            assertThat(alice.closed).isEqualTo(CloseCode.GOING_AWAY);
        }
    }

    @Nested
    class ADefectOfTheBridge {

        @Test
        void duringTheInvitationEndsTheCallAndNothingElse() {
            bridge.whenInvited =
                    (_, _) -> {
                        throw new IllegalStateException("as the test wants it");
                    };
            alice.call(PHONE);
            assertThat(alice.ended()).isEqualTo(new Ending(EndReason.FAILED, "The call failed."));
            bridge.whenInvited = (_, _) -> {};

            calling().side.ring();

            assertThat(alice.all(CallRinging.class)).hasSize(1);
            assertThat(test.gauge("dialtone.calls.active")).isEqualTo(1);
        }

        @Test
        void inItsLegEndsTheCallForBoth() {
            FakeBridge.Call call = calling();
            call.whenTold =
                    told -> {
                        if (told.startsWith("trickled")) {
                            throw new IllegalStateException("as the test wants it");
                        }
                    };

            trickle(call);

            assertThat(call.told).last().isEqualTo("ended failed");
            assertThat(alice.ended().reason()).isEqualTo(EndReason.FAILED);
        }

        @Test
        void atTheEndIsNotNoticedByTheOthers() {
            FakeBridge.Call call = answered();
            call.whenTold =
                    _ -> {
                        throw new IllegalStateException("as the test wants it");
                    };

            alice.session.lost();

            assertThat(test.gauge("dialtone.calls.active")).isZero();
            assertThat(test.count("dialtone.calls")).isEqualTo(1);
        }
    }

    @Nested
    class Bridges {

        @Test
        void doNotShareAScheme() {
            assertThatThrownBy(() -> test.hub.add(new FakeBridge()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("served already");
        }

        @Test
        void doNotServeUsers() {
            Bridge greedy =
                    new Bridge() {
                        @Override
                        public Set<String> schemes() {
                            return Set.of("user");
                        }

                        @Override
                        public Leg invited(Invitation invitation, BridgedCall side) {
                            throw new AssertionError("invited");
                        }
                    };

            assertThatThrownBy(() -> test.hub.add(greedy)).hasMessageContaining("'user:'");
        }
    }

    @Nested
    class TheMetrics {

        @Test
        void tellCallsToPhonesFromOthers() {
            answered();
            alice.call("sip:bob@example.com");
            bridge.last().side.end(BUSY);

            assertThat(
                            test.registry
                                    .get("dialtone.calls.active")
                                    .tags("direction", "outbound", "kind", "tel")
                                    .gauge()
                                    .value())
                    .isEqualTo(1);
            assertThat(
                            test.registry
                                    .get("dialtone.calls")
                                    .tags("direction", "outbound", "kind", "sip")
                                    .tags("result", "unanswered", "reason", "busy")
                                    .counter()
                                    .count())
                    .isEqualTo(1);
        }

        @Test
        void haveNoKindForEverySchemeThatSomebodyThinksOf() {
            assertThat(List.of("tel:1", "sip:a@b", "sips:a@b", "x:y"))
                    .extracting(address -> CallKind.inbound(address).kind())
                    .containsExactly("tel", "sip", "sip", "sip");
        }
    }
}
