package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.SetupStage;

import io.micrometer.core.instrument.Timer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long the media of calls takes, as it is counted.
class CallStagesTest extends WithBridge {

    private static final String REPORT = "'setup':{'ice':80,'dtls':130,'firstMedia':160,'x':1}";

    private TestHub.Client bob = test.new Client();

    CallStagesTest() {
        super(2);
    }

    @BeforeEach
    void connectBob() {
        bob = test.open("bob");
    }

    private Timer timer(String kind, String stage) {
        return test.registry
                .get("dialtone.call.setup")
                .tag("kind", kind)
                .tag("stage", stage)
                .timer();
    }

    private double millis(String kind, String stage) {
        Timer timer = timer(kind, stage);
        assertThat(timer.count()).as(stage).isEqualTo(1);
        return timer.totalTime(TimeUnit.MILLISECONDS);
    }

    private void pass(int millis) {
        test.timers.pass(Duration.ofMillis(millis));
    }

    private String answeredByBob() {
        alice.invite("bob");
        String call = bob.incoming();
        bob.answer(call);
        return call;
    }

    private static String report(String call) {
        return "{'call':'" + call + "'," + REPORT + "}";
    }

    @Test
    void betweenBrowsersAreTheOnesThatTheCallerTells() {
        String call = answeredByBob();

        alice.request("call.report", report(call));
        alice.request("call.report", report(call).replace("80", "9000"));

        assertThat(millis("user", "ice")).isEqualTo(80);
        assertThat(millis("user", "dtls")).isEqualTo(130);
        assertThat(millis("user", "first_media")).isEqualTo(160);
    }

    @Test
    void thatTheCalledSideTellsAreNotCounted() {
        bob.request("call.report", report(answeredByBob()));

        assertThat(timer("user", "ice").count()).isZero();
    }

    @Test
    void thatHaveNotComeAboutAreNotCounted() {
        String call = answeredByBob();

        alice.request("call.report", "{'call':'" + call + "','setup':{'ice':80}}");

        assertThat(timer("user", "dtls").count()).isZero();
    }

    @Test
    void cannotBeToldBeforeTheAnswer() {
        alice.invite("bob");

        alice.request("call.report", report(bob.incoming()));

        assertThat(refusal()).isEqualTo(ErrorCode.CALL_WRONG_STATE);
    }

    @Test
    void thatAreNoTimesAreRefusedInWords() {
        String call = answeredByBob();

        alice.request("call.report", "{'call':'" + call + "','setup':{'ice':-1}}");

        assertThat(alice.refused().message())
                .isEqualTo("params.setup.ice: expected an integer from 0 to 120000.");
    }

    @Test
    void ofCallsToPhonesCountFromTheAnswerThatIsSentAhead() {
        FakeBridge.Call call = calling();
        pass(1000);
        call.side.progress(FakeBridge.DESCRIPTION);
        pass(20);
        call.side.reached(SetupStage.ICE);
        pass(30);
        call.side.reached(SetupStage.DTLS);
        pass(4000);
        call.side.answer(null);
        pass(10);

        call.side.reached(SetupStage.ICE);
        call.side.reached(SetupStage.FIRST_MEDIA);
        alice.request("call.report", report(call.side.id()));

        assertThat(millis("tel", "ice")).isEqualTo(20);
        assertThat(millis("tel", "dtls")).isEqualTo(50);
        assertThat(millis("tel", "first_media")).isEqualTo(4060);
    }

    @Test
    void ofCallsFromPhonesCountFromTheBrowsersAnswer() {
        BridgedCall call = new FakePhone(test.hub).call("bob");
        pass(5000);
        bob.answer(call.id());
        pass(40);

        call.reached(SetupStage.ICE);

        assertThat(millis("tel", "ice")).isEqualTo(40);
    }

    @Test
    void thatComeBeforeTheAnswerIsKnownTookNoTime() {
        BridgedCall call = new FakePhone(test.hub).call("bob");
        pass(5000);

        call.reached(SetupStage.ICE);

        assertThat(millis("tel", "ice")).isZero();
    }
}
