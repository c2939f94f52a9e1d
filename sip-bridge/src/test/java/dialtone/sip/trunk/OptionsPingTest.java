package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.message.SipRequest;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class OptionsPingTest {

    private static final Duration PERIOD = Duration.ofSeconds(30);

    @AutoClose private final ScriptedServer server = new ScriptedServer();
    @AutoClose private TestTrunks trunks;

    @BeforeEach
    void start() {
        trunks = TestTrunks.start(TrunkConfigs.pinged(server.host(), PERIOD));
    }

    private void answer(int status) {
        server.respond(server.request(SipRequest.OPTIONS), status, "So");
    }

    @Test
    void takesARefusalForALife() {
        assertThat(trunks.carrier().state().why()).isEqualTo("it has not been asked yet");
        answer(404);

        trunks.awaitState(true, "it answers");
    }

    @Test
    void isDownAfterTwoFailuresAndUpAfterOneAnswer() {
        answer(503);
        trunks.awaitState(true, "answers OPTIONS with 503; it is asked once more");

        trunks.pass(PERIOD);
        answer(408);
        trunks.awaitState(false, "answers OPTIONS with 408");

        trunks.pass(PERIOD);
        answer(200);
        trunks.awaitState(true, "it answers");
    }

    @Test
    void forgetsAFailureThatAnAnswerFollows() {
        answer(503);
        trunks.awaitState(true, "once more");
        trunks.pass(PERIOD);
        answer(200);
        trunks.awaitState(true, "it answers");

        trunks.pass(PERIOD);
        answer(503);
        trunks.awaitState(true, "once more");
    }

    @Test
    void isDownWhenItIsSilent() {
        server.request(SipRequest.OPTIONS);
        trunks.pass(Duration.ofSeconds(5).plus(PERIOD));
        trunks.pass(Duration.ofSeconds(5));

        trunks.awaitState(false, "does not answer OPTIONS in time");
        assertThat(trunks.gauge("dialtone.sip.trunk.up", "trunk", "carrier")).isZero();
    }
}
