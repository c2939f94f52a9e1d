package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.Answer.CallCreated;
import dialtone.signaling.message.Answer.SessionOpened;
import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallRinging;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;

/// What may happen in between: each test acts at the very moment of something else.
class HubRaceTest {

    private final TestHub test = new TestHub(1);
    private final TestHub.Client alice = test.open("alice");

    @Test
    void anOpeningIsAnsweredBeforeACallRings() {
        test.whenIceServersAreAskedFor =
                user -> {
                    if (user.equals("bob")) {
                        alice.invite("bob");
                    }
                };

        TestHub.Client bob = test.open("bob");

        assertThat(bob.told.getFirst())
                .isInstanceOfSatisfying(
                        Answer.Done.class,
                        done -> assertThat(done.result()).isInstanceOf(SessionOpened.class));
    }

    @Test
    void aSessionsEndIsToldToWhoGaveItIceServers() {
        TestHub.Client bob = test.open("bob");
        assertThat(test.sessionsWithIceServers).hasSize(2);

        bob.request("session.close", "{}");

        assertThat(test.sessionsWithIceServers).hasSize(1);
    }

    @Test
    void anEndpointThatOpensDuringAnInvitationRingsOnce() {
        test.open("bob");
        TestHub.Client[] late = new TestHub.Client[1];
        alice.whenTold =
                told -> {
                    if (told instanceof Answer.Done(var _, CallCreated _)) {
                        late[0] = test.open("bob");
                    }
                };

        alice.invite("bob");

        assertThat(late[0].all(CallIncoming.class)).hasSize(1);
    }

    @Test
    void whoIsToldThatACallEndedCanCallAgainAtOnce() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        alice.whenTold =
                told -> {
                    if (told instanceof CallEnded) {
                        alice.invite("bob");
                    }
                };

        bob.ofCall("call.decline", bob.incoming());

        assertThat(alice.result()).isInstanceOf(CallCreated.class);
    }

    @Test
    void whoHungUpCanCallAgainAtOnce() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        bob.answer(bob.incoming());
        AtomicBoolean again = new AtomicBoolean();
        bob.whenTold =
                told -> {
                    if (told instanceof Answer.Done && again.compareAndSet(false, true)) {
                        bob.invite("alice");
                    }
                };

        bob.ofCall("call.hangup", bob.incoming());

        assertThat(bob.result()).isInstanceOf(CallCreated.class);
    }

    @Test
    void whoIsBusyIsFreeForTheNextCallAtOnce() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        AtomicBoolean again = new AtomicBoolean();
        bob.whenTold =
                told -> {
                    if (told instanceof Answer.Done && again.compareAndSet(false, true)) {
                        test.open("carol").invite("bob");
                    }
                };

        bob.request("call.decline", "{'call':'" + bob.incoming() + "','reason':'busy'}");

        assertThat(bob.all(CallIncoming.class)).hasSize(2);
    }

    @Test
    void everybodyHearsHowACallEndedBeforeTheServerStops() {
        TestHub.Client bob = test.open("bob");
        alice.whenTold =
                told -> {
                    if (told instanceof CallRinging) {
                        test.hub.close();
                    }
                };
        alice.invite("bob");

        bob.ofCall("call.ring", bob.incoming());

        assertThat(alice.all(CallEnded.class))
                .singleElement()
                .extracting(ended -> ended.ending().reason())
                .isEqualTo(EndReason.SERVER_DRAIN);
        assertThat(bob.all(CallEnded.class)).hasSize(1);
        assertThat(alice.closed).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(bob.closed).isEqualTo(CloseCode.GOING_AWAY);
    }

    @Test
    void anAnswerWinsOverACancellationThatComesLater() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        String call = bob.incoming();
        bob.whenTold =
                told -> {
                    if (told instanceof Answer.Done) {
                        alice.ofCall("call.hangup", call);
                    }
                };

        bob.answer(call);

        assertThat(alice.all(CallAnswered.class)).hasSize(1);
        assertThat(bob.all(CallEnded.class))
                .singleElement()
                .extracting(ended -> ended.ending().reason())
                .isEqualTo(EndReason.HANGUP);
    }

    @Test
    void aCancellationWinsOverAnAnswerThatComesLater() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        String call = bob.incoming();
        bob.whenTold =
                told -> {
                    if (told instanceof CallEnded) {
                        bob.answer(call);
                    }
                };

        alice.ofCall("call.hangup", call);

        assertThat(alice.all(CallAnswered.class)).isEmpty();
        assertThat(bob.told.getLast())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.CALL_ENDED));
    }

    @Test
    void anAnsweredCallDoesNotEndWhenTheTimeToRingIsOver() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        bob.answer(bob.incoming());

        test.timers.pass(TestHub.RING_TIMEOUT.multipliedBy(2));

        assertThat(alice.all(CallEnded.class)).isEmpty();
        assertThat(test.timers.waiting()).isZero();
    }

    @Test
    void anAnswerAfterTheTimeToRingComesTooLate() {
        TestHub.Client bob = test.open("bob");
        alice.invite("bob");
        String call = bob.incoming();

        test.timers.pass(TestHub.RING_TIMEOUT);
        bob.answer(call);

        assertThat(alice.all(CallEnded.class))
                .singleElement()
                .extracting(ended -> ended.ending().reason())
                .isEqualTo(EndReason.NO_ANSWER);
        assertThat(alice.all(CallAnswered.class)).isEmpty();
    }

    @Test
    void aCalleeThatClosesWhileItIsInvitedLeavesNoCall() {
        TestHub.Client bob = test.open("bob");
        bob.whenTold =
                told -> {
                    if (told instanceof CallIncoming) {
                        bob.session.lost();
                    }
                };

        alice.invite("bob");

        assertThat(alice.all(CallEnded.class))
                .singleElement()
                .extracting(ended -> ended.ending().reason())
                .isEqualTo(EndReason.SIGNALING_LOST);
        assertThat(test.gauge("dialtone.calls.active")).isZero();
    }

    @Test
    void whoIsInAsManyCallsAsMayBeIsBusy() {
        test.open("bob").invite("alice");

        TestHub.Client carol = test.open("carol");
        carol.invite("alice");

        assertThat(carol.all(CallEnded.class))
                .singleElement()
                .extracting(ended -> ended.ending().reason())
                .isEqualTo(EndReason.BUSY);
        assertThat(alice.all(CallIncoming.class)).hasSize(1);
    }

    @Test
    void aCallTooManyIsRefused() {
        test.open("bob");
        alice.invite("bob");

        alice.invite("bob");

        assertThat(alice.told.getLast())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> {
                            assertThat(failed.code()).isEqualTo(ErrorCode.CALL_TOO_MANY);
                            assertThat(failed.message()).contains("hang up one first");
                        });
    }
}
