package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.RAck;
import dialtone.sip.message.SipRequest;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Calls to a phone that does as the test says.
class OutgoingCallTest {

    private final ManualTimers timers = new ManualTimers();
    @AutoClose private final TestStack ann = TestStack.start(CallConfig.DEFAULT, timers);
    @AutoClose private final ScriptedPhone phone = new ScriptedPhone(ann.port());
    private final Recorder recorder = new Recorder();

    private SipRequest established() {
        SipRequest invite = phone.request("INVITE");
        phone.respond(invite, 200, "a", TestStack.ANSWER);
        phone.request("ACK");
        assertThat(recorder.established()).isEqualTo(TestStack.ANSWER);
        return invite;
    }

    @Test
    void acknowledgesEachRepetitionOfAnswer() {
        ann.call(recorder, phone.port());
        SipRequest invite = established();

        phone.respond(invite, 200, "a", TestStack.ANSWER);
        phone.request("ACK");
        timers.pass(Duration.ofSeconds(40));
        phone.respond(invite, 200, "a", TestStack.ANSWER);

        assertThat(phone.request("ACK").cSeq().number()).isEqualTo(1);
    }

    @Test
    void hangsUpSecondPlaceThatAnswers() {
        ann.call(recorder, phone.port());
        SipRequest invite = phone.request("INVITE");
        phone.respond(invite, 180, "a", null);
        phone.respond(invite, 183, "b", TestStack.ANSWER);
        assertThat(recorder.next(Progress.class).fork()).isEqualTo("a");
        assertThat(recorder.next(Progress.class).fork()).isEqualTo("b");

        phone.respond(invite, 200, "b", TestStack.ANSWER);
        assertThat(phone.request("ACK").to().tag()).isEqualTo("b");
        phone.respond(invite, 200, "a", TestStack.ANSWER);

        assertThat(phone.request("ACK").to().tag()).isEqualTo("a");
        assertThat(phone.request("BYE").to().tag()).isEqualTo("a");
        recorder.established();
        assertThat(recorder.isEmpty()).isTrue();
        assertThat(ann.registry.dialogs()).isOne();
    }

    @Test
    void cancelsNotBeforeProvisionalResponse() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = phone.request("INVITE");
        call.hangUp();
        recorder.ended(Ending.Cause.HUNG_UP_HERE);

        phone.respond(invite, 180, "a", null);
        SipRequest cancel = phone.request("CANCEL");

        assertThat(cancel.topVia().branch()).isEqualTo(invite.topVia().branch());
    }

    @Test
    void hangsUpAnswerThatCrossedCancel() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = phone.request("INVITE");
        phone.respond(invite, 180, "a", null);
        recorder.next(Progress.class);
        call.hangUp();
        phone.request("CANCEL");

        phone.respond(invite, 200, "a", TestStack.ANSWER);

        phone.request("ACK");
        phone.request("BYE");
        recorder.ended(Ending.Cause.HUNG_UP_HERE);
    }

    @Test
    void answersChallenge() {
        ann.call(
                recorder,
                List.of(),
                new DigestClient("ann", "secret", () -> "cnonce"),
                phone.port());
        SipRequest invite = phone.request("INVITE");
        phone.respond(
                invite,
                407,
                "x",
                null,
                TestStack.header(
                        HeaderName.PROXY_AUTHENTICATE,
                        "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-256, qop=\"auth\""));
        phone.request("ACK");
        SipRequest again = phone.request("INVITE");
        assertThat(again.cSeq().number()).isEqualTo(2);
        assertThat(again.to().tag()).isNull();
        assertThat(again.proxyCredentials()).hasSize(1);
        phone.respond(again, 200, "a", TestStack.ANSWER);
        assertThat(phone.request("ACK").proxyCredentials()).hasSize(1);
    }

    @Test
    void triesNextTargetWhenFirstIsUnavailable() {
        try (ScriptedPhone second = new ScriptedPhone(ann.port())) {
            ann.call(recorder, phone.port(), second.port());
            phone.respond(phone.request("INVITE"), 503, "x", null);

            second.respond(second.request("INVITE"), 200, "a", TestStack.ANSWER);

            second.request("ACK");
            recorder.established();
        }
    }

    @Test
    void tellsWhereRedirectedCallGoes() {
        ann.call(recorder, phone.port());

        phone.respond(
                phone.request("INVITE"),
                302,
                "x",
                null,
                TestStack.header(HeaderName.CONTACT, "<sip:other@example.org>"));

        assertThat(recorder.ended(Ending.Cause.REFUSED).contacts()).hasSize(1);
    }

    @Test
    void acknowledgesReliableResponsesOnceAndInOrder() {
        ann.call(recorder, phone.port());
        SipRequest invite = phone.request("INVITE");
        for (String number : List.of("7", "7", "9", "8")) {
            phone.respond(
                    invite,
                    183,
                    "a",
                    TestStack.ANSWER,
                    TestStack.header(HeaderName.REQUIRE, "100rel"),
                    TestStack.header(HeaderName.RSEQ, number));
        }

        SipRequest first = phone.request("PRACK");
        assertThat(first.rAck()).isEqualTo(new RAck(7, 1, "INVITE"));
        assertThat(phone.request("PRACK").rAck()).isEqualTo(new RAck(8, 1, "INVITE"));
        // An answer without description: the first one counts.
        phone.respond(invite, 200, "a", null);
        phone.request("ACK");
        recorder.next(Progress.class);
        recorder.next(Progress.class);
        assertThat(recorder.established()).isEqualTo(TestStack.ANSWER);
    }

    @Test
    void asksForLongerSessionAfter422() {
        ann.call(recorder, phone.port());
        phone.respond(
                phone.request("INVITE"),
                422,
                "x",
                null,
                TestStack.header(HeaderName.MIN_SE, "3600"));
        phone.request("ACK");

        SipRequest again = phone.request("INVITE");

        assertThat(again.minSessionSeconds()).isEqualTo(3600);
        assertThat(String.valueOf(again.sessionExpires())).isEqualTo("3600");
    }

    @Test
    void refreshesByInviteAndHangsUpWhenNothingComes() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = phone.request("INVITE");
        phone.respond(
                invite,
                200,
                "a",
                TestStack.ANSWER,
                TestStack.header(HeaderName.SESSION_EXPIRES, "200;refresher=uac"));
        phone.request("ACK");
        recorder.established();
        awaitQueue(call);

        timers.pass(Duration.ofSeconds(100));
        SipRequest refresh = phone.request("INVITE");
        assertThat(refresh.body().text()).isEqualTo(TestStack.OFFER);
        assertThat(String.valueOf(refresh.sessionExpires())).isEqualTo("200;refresher=uac");
        phone.respond(
                refresh,
                200,
                "a",
                TestStack.ANSWER,
                TestStack.header(HeaderName.SESSION_EXPIRES, "200;refresher=uas"));
        phone.request("ACK");
        awaitQueue(call);
        assertThat(recorder.isEmpty()).isTrue();

        timers.pass(Duration.ofSeconds(168));
        phone.request("BYE");
        recorder.ended(Ending.Cause.SESSION_EXPIRED);
    }

    /// Waits until the call has done what goes with what it has sent, such as setting its timers.
    private static void awaitQueue(SipCall call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        call.queue().run(() -> done.complete(null));
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void waitsAfterGlareAndRefusesOfferMeanwhile() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = established();
        call.offer("v=0 hold");
        SipRequest offer = phone.request("INVITE");

        SipRequest crossing = phone.inDialogOf(invite, "a", "INVITE", 5, "v=0 theirs");
        phone.again("ACK", crossing, phone.response(491));
        phone.respond(offer, 491, "a", null);
        phone.request("ACK");
        SipRequest theirs = phone.inDialogOf(invite, "a", "UPDATE", 6, "v=0 theirs");
        recorder.next(PendingOffer.class).answer("v=0 ours");
        assertThat(phone.response(200).body().text()).isEqualTo("v=0 ours");
        assertThat(theirs.cSeq().number()).isEqualTo(6);
        timers.pass(Duration.ofSeconds(4));

        assertThat(phone.request("INVITE").body().text()).isEqualTo("v=0 hold");
    }

    @Test
    void offersAgainWhenTheOtherSideSaysWhen() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = established();
        call.offer("v=0 hold");
        int number = 1;
        for (int status : new int[] {500, 503, 500}) {
            phone.respond(
                    phone.request("INVITE"),
                    status,
                    "a",
                    null,
                    TestStack.header(HeaderName.RETRY_AFTER, "5"));
            phone.request("ACK");
            // Answered after the refusal was taken.
            phone.inDialogOf(invite, "a", "OPTIONS", number++, null);
            phone.response(200);
            timers.pass(Duration.ofSeconds(5));
        }

        phone.respond(
                phone.request("INVITE"),
                500,
                "a",
                null,
                TestStack.header(HeaderName.RETRY_AFTER, "5"));

        assertThat(recorder.next(Recorder.OfferRefused.class).status()).isEqualTo(500);
    }

    @Test
    void endsWhenOtherSideHangsUpOrKnowsNothing() {
        OutgoingCall call = ann.call(recorder, phone.port());
        SipRequest invite = established();
        call.sendDigit(new Digit('1', 100), Digit.Style.RELAY);
        phone.respond(phone.request("INFO"), 481, "a", null);

        recorder.ended(Ending.Cause.GONE);

        phone.request("BYE");
        phone.inDialogOf(invite, "a", "BYE", 9, null);
        phone.response(481);
    }
}
