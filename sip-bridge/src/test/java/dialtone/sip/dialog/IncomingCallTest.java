package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.RAck;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Objects;

/// Calls from a phone that does as the test says.
class IncomingCallTest {

    private final ManualTimers timers = new ManualTimers();
    @AutoClose private final TestStack ann = TestStack.start(CallConfig.DEFAULT, timers);
    @AutoClose private final ScriptedPhone phone = new ScriptedPhone(ann.port());

    @Test
    void repeatsAnswerUntilAcknowledged() {
        SipRequest invite = phone.invite(TestStack.OFFER);
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        SipResponse first = phone.response(200);

        timers.pass(Duration.ofMillis(500));
        SipResponse second = phone.response(200);
        assertThat(second).isEqualTo(first);
        phone.inDialogOf(first, "ACK", 1, null);

        assertThat(called.recorder().established()).isNull();
        assertThat(invite.callId()).isEqualTo(called.call().callId());
    }

    @Test
    void hangsUpWhenNobodyAcknowledges() {
        phone.invite(TestStack.OFFER);
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        phone.response(200);

        timers.pass(Duration.ofSeconds(32));

        called.recorder().ended(Ending.Cause.UNACKNOWLEDGED);
    }

    @Test
    void waitsWithByeForAck() {
        phone.invite(TestStack.OFFER);
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        SipResponse answer = phone.response(200);
        called.call().hangUp();
        called.recorder().ended(Ending.Cause.HUNG_UP_HERE);

        phone.inDialogOf(answer, "ACK", 1, null);

        phone.request("BYE");
    }

    @Test
    void offersInAnswerToInviteWithoutOffer() {
        phone.invite(null);
        TestStack.Called called = ann.called();
        assertThat(called.call().sdp()).isNull();
        called.call().answer(TestStack.OFFER);
        SipResponse answer = phone.response(200);
        assertThat(answer.body().text()).isEqualTo(TestStack.OFFER);

        phone.inDialogOf(answer, "ACK", 1, TestStack.ANSWER);

        assertThat(called.recorder().established()).isEqualTo(TestStack.ANSWER);
    }

    @Test
    void answersCancelledInvite() {
        SipRequest invite = phone.invite(TestStack.OFFER);
        TestStack.Called called = ann.called();

        phone.again("CANCEL", invite, null);

        phone.response(200);
        phone.response(487);
        called.recorder().ended(Ending.Cause.CANCELLED);
        assertThat(ann.registry.dialogs()).isZero();
    }

    @Test
    void repeatsReliableResponseAndAnswersAfterItsPrack() {
        phone.invite(TestStack.OFFER, TestStack.header(HeaderName.REQUIRE, "100rel"));
        TestStack.Called called = ann.called();
        called.call().progress(183, "Progress", TestStack.ANSWER);
        SipResponse progress = phone.response(183);
        timers.pass(Duration.ofMillis(500));
        assertThat(phone.response(183)).isEqualTo(progress);
        called.call().answer(TestStack.ANSWER);

        long number = progress.rSeq() == null ? 0 : progress.rSeq();
        phone.inDialogOf(
                progress,
                "PRACK",
                2,
                null,
                TestStack.header(HeaderName.RACK, new RAck(number, 1, "INVITE").toString()));

        assertThat(phone.response(200).cSeq().method()).isEqualTo("PRACK");
        SipResponse answer = phone.response(200);
        assertThat(answer.cSeq().method()).isEqualTo("INVITE");
        assertThat(answer.body().isEmpty()).isTrue();
    }

    private SipRequest prack(SipResponse progress, int number, @Nullable String sdp) {
        long reliable = Objects.requireNonNull(progress.rSeq());
        return phone.inDialogOf(
                progress,
                "PRACK",
                number,
                sdp,
                TestStack.header(HeaderName.RACK, new RAck(reliable, 1, "INVITE").toString()));
    }

    @Test
    void answersAnOfferInAPrackInItsResponse() {
        phone.invite(TestStack.OFFER, TestStack.header(HeaderName.SUPPORTED, "100rel"));
        TestStack.Called called = ann.called();
        called.call().progress(183, "Progress", TestStack.ANSWER);

        prack(phone.response(183), 2, "v=0 other");

        PendingOffer offer = called.recorder().next(PendingOffer.class);
        assertThat(offer.sdp()).isEqualTo("v=0 other");
        offer.answer("v=0 ours");
        SipResponse answered = phone.response(200);
        assertThat(answered.cSeq().method()).isEqualTo("PRACK");
        assertThat(answered.body().text()).isEqualTo("v=0 ours");
        called.call().answer(TestStack.ANSWER);
        assertThat(phone.response(200).body().isEmpty()).isTrue();
    }

    @Test
    void refusesAnOfferInAPrackBeforeItsOwnAnswer() {
        phone.invite(TestStack.OFFER, TestStack.header(HeaderName.SUPPORTED, "100rel"));
        ann.called().call().ring();

        prack(phone.response(180), 2, "v=0 other");

        assertThat(phone.response(488).cSeq().method()).isEqualTo("PRACK");
    }

    @Test
    void offersEarlyMediaToWhoOffersNothing() {
        phone.invite(null, TestStack.header(HeaderName.SUPPORTED, "100rel"));
        TestStack.Called called = ann.called();
        called.call().progress(183, "Progress", TestStack.OFFER);
        SipResponse progress = phone.response(183);
        assertThat(progress.body().text()).isEqualTo(TestStack.OFFER);

        prack(progress, 2, null);
        phone.response(400);
        prack(progress, 3, TestStack.ANSWER);

        phone.response(200);
        assertThat(called.recorder().next(Recorder.OfferAnswered.class).sdp())
                .isEqualTo(TestStack.ANSWER);
        called.call().answer(TestStack.OFFER);
        SipResponse answer = phone.response(200);
        assertThat(answer.body().isEmpty()).isTrue();
        phone.inDialogOf(answer, "ACK", 1, null);
        assertThat(called.recorder().established()).isNull();
    }

    @Test
    void ringsUnreliablyWithoutAnOfferToMake() {
        phone.invite(null, TestStack.header(HeaderName.SUPPORTED, "100rel"));

        ann.called().call().ring();

        assertThat(phone.response(180).require()).isEmpty();
    }

    @Test
    void refusesRequestsInTheWrongOrderAndSecondCopies() {
        phone.invite(TestStack.OFFER);
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        SipResponse answer = phone.response(200);
        phone.inDialogOf(answer, "ACK", 1, null);
        called.recorder().established();
        phone.inDialogOf(answer, "OPTIONS", 7, null);
        phone.response(200);

        phone.inDialogOf(answer, "OPTIONS", 6, null);
        assertThat(phone.response(500).retryAfterSeconds()).isBetween(0L, 10L);
        phone.inDialogOf(answer, "REFER", 7, null);
        phone.response(500);
        phone.inDialogOf(answer, "BYE", 7, null);

        phone.response(200);
        called.recorder().ended(Ending.Cause.HUNG_UP_THERE);
    }

    @Test
    void refusesWhatItCannotDo() {
        phone.invite(TestStack.OFFER, TestStack.header(HeaderName.REQUIRE, "magic"));
        assertThat(phone.response(420).headers().first(HeaderName.UNSUPPORTED)).isEqualTo("magic");
    }

    @Test
    void refusesTooShortSession() {
        phone.invite(
                TestStack.OFFER,
                TestStack.header(HeaderName.SUPPORTED, "timer"),
                TestStack.header(HeaderName.SESSION_EXPIRES, "30"));

        assertThat(phone.response(422).minSessionSeconds()).isEqualTo(90);
    }

    @Test
    void letsCallerRefreshWhenItWantsTo() {
        phone.invite(
                TestStack.OFFER,
                TestStack.header(HeaderName.SUPPORTED, "timer"),
                TestStack.header(HeaderName.SESSION_EXPIRES, "120;refresher=uac"));
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        SipResponse answer = phone.response(200);
        assertThat(answer.require()).containsExactly("timer");
        phone.inDialogOf(answer, "ACK", 1, null);
        called.recorder().established();

        phone.inDialogOf(
                answer,
                "UPDATE",
                2,
                null,
                TestStack.header(HeaderName.SUPPORTED, "timer"),
                TestStack.header(HeaderName.SESSION_EXPIRES, "120;refresher=uac"));
        assertThat(String.valueOf(phone.response(200).sessionExpires()))
                .isEqualTo("120;refresher=uac");
        timers.pass(Duration.ofSeconds(88));

        phone.request("BYE");
        called.recorder().ended(Ending.Cause.SESSION_EXPIRED);
    }

    @Test
    void answersWhatBelongsToNoCall() {
        SipRequest invite = phone.invite(TestStack.OFFER);
        ann.called().call().hangUp();
        SipResponse refusal = phone.response(603);
        phone.again("ACK", invite, refusal);

        phone.again("OPTIONS", invite, null);
        assertThat(phone.response(200).allow()).contains("REFER", "UPDATE", "PRACK");
        phone.again("SUBSCRIBE", invite, null);
        assertThat(phone.response(405).allow()).contains("INVITE");
        phone.again("BYE", invite, refusal);
        phone.response(481);
    }
}
