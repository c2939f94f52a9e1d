package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Uri;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Two agents that call each other.
class CallTest {

    private final ManualTimers timers = new ManualTimers();
    @AutoClose private final TestStack ann = TestStack.start(CallConfig.DEFAULT, timers);
    @AutoClose private final TestStack ben = TestStack.start(CallConfig.DEFAULT, timers);
    private final Recorder caller = new Recorder();

    private record Both(OutgoingCall outgoing, IncomingCall incoming, Recorder called) {}

    private Both established() {
        OutgoingCall outgoing = ann.call(caller, ben.port());
        TestStack.Called called = ben.called();
        called.call().answer(TestStack.ANSWER);
        assertThat(caller.established()).isEqualTo(TestStack.ANSWER);
        assertThat(called.recorder().established()).isNull();
        return new Both(outgoing, called.call(), called.recorder());
    }

    @Test
    void ringsAndHasEarlyMediaAndIsAnsweredReliably() {
        ann.call(
                caller,
                List.of(TestStack.header(HeaderName.P_ASSERTED_IDENTITY, "<sip:+49@127.0.0.1>")),
                null,
                ben.port());
        TestStack.Called called = ben.called();
        assertThat(called.call().sdp()).isEqualTo(TestStack.OFFER);
        assertThat(called.call().invite().assertedIdentities()).hasSize(1);

        called.call().ring();
        called.call().progress(183, "Progress", TestStack.ANSWER);
        called.call().answer(TestStack.ANSWER);

        assertThat(caller.next(Progress.class).status()).isEqualTo(180);
        assertThat(caller.next(Progress.class).sdp()).isEqualTo(TestStack.ANSWER);
        assertThat(caller.established()).isEqualTo(TestStack.ANSWER);
        assertThat(called.recorder().established()).isNull();
    }

    @Test
    void callerHangsUp() {
        Both both = established();

        both.outgoing().hangUp();

        caller.ended(Ending.Cause.HUNG_UP_HERE);
        both.called().ended(Ending.Cause.HUNG_UP_THERE);
        assertThat(ann.registry.dialogs()).isZero();
        assertThat(ben.registry.dialogs()).isZero();
    }

    @Test
    void calledHangsUp() {
        Both both = established();

        both.incoming().hangUp();

        both.called().ended(Ending.Cause.HUNG_UP_HERE);
        caller.ended(Ending.Cause.HUNG_UP_THERE);
    }

    @Test
    void takesCallBack() {
        OutgoingCall outgoing = ann.call(caller, ben.port());
        TestStack.Called called = ben.called();
        called.call().ring();
        caller.next(Progress.class);

        outgoing.hangUp();

        caller.ended(Ending.Cause.HUNG_UP_HERE);
        called.recorder().ended(Ending.Cause.CANCELLED);
    }

    @Test
    void tellsWhyCallIsRefused() {
        ann.call(caller, ben.port());

        ben.called()
                .call()
                .reject(486, "Busy", List.of(TestStack.header(HeaderName.RETRY_AFTER, "7")));

        Ending ending = caller.ended(Ending.Cause.REFUSED);
        assertThat(ending.status()).isEqualTo(486);
        assertThat(ending.reason()).isEqualTo("Busy");
        assertThat(ending.retryAfterSeconds()).isEqualTo(7);
    }

    @Test
    void changesSessionFromBothSides() {
        Both both = established();

        both.outgoing().offer("v=0 hold");
        PendingOffer hold = both.called().next(PendingOffer.class);
        assertThat(hold.sdp()).isEqualTo("v=0 hold");
        hold.answer("v=0 held");
        assertThat(caller.next(Recorder.OfferAnswered.class).sdp()).isEqualTo("v=0 held");

        both.incoming().offer("v=0 more");
        caller.next(PendingOffer.class).refuse(488, "Not Acceptable Here");
        assertThat(both.called().next(Recorder.OfferRefused.class).status()).isEqualTo(488);
    }

    @Test
    void tellsDigitsInBothStyles() {
        Both both = established();

        both.outgoing().sendDigit(new Digit('#', 250), Digit.Style.RELAY);
        assertThat(both.called().next(Digit.class)).isEqualTo(new Digit('#', 250));
        both.incoming().sendDigit(new Digit('7', 100), Digit.Style.PLAIN);
        assertThat(caller.next(Digit.class)).isEqualTo(new Digit('7', 160));
    }

    @Test
    void transfersCallAndTellsHowItGoes() {
        Both both = established();

        both.outgoing().transfer(Uri.of("sip:carl@127.0.0.1"), both.outgoing().asReplaces().join());
        TransferRequest asked = both.called().next(TransferRequest.class);
        assertThat(asked.target()).isEqualTo(Uri.of("sip:carl@127.0.0.1"));
        assertThat(asked.replaces()).isNotNull();
        asked.accept();
        assertThat(caller.next(Recorder.TransferProgress.class).status()).isEqualTo(100);
        asked.progress(180, "Ringing");
        assertThat(caller.next(Recorder.TransferProgress.class).isOver()).isFalse();
        asked.progress(200, "OK");

        assertThat(caller.next(Recorder.TransferProgress.class))
                .isEqualTo(new Recorder.TransferProgress(200, "OK", true));
    }

    @Test
    void replacesCallByNewOne() {
        Both both = established();
        String replaces = String.valueOf(both.outgoing().asReplaces().join());
        Recorder third = new Recorder();

        ann.call(third, List.of(TestStack.header(HeaderName.REPLACES, replaces)), null, ben.port());
        TestStack.Called called = ben.called();
        assertThat(called.call().replaces()).isSameAs(both.incoming());
        called.call().answer(TestStack.ANSWER);

        assertThat(third.established()).isEqualTo(TestStack.ANSWER);
        both.called().ended(Ending.Cause.REPLACED);
        caller.ended(Ending.Cause.HUNG_UP_THERE);
    }
}
