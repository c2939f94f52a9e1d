package dialtone.signaling.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.hub.PastAnswers.Found;
import dialtone.signaling.message.Answer;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.RequestId;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class PastAnswersTest {

    private static final Answer.Result CREATED = new Answer.CallCreated("c_1");

    private final PastAnswers answers = new PastAnswers();

    private Found note(long id, String message) {
        return answers.note(RequestId.of(id), message.getBytes(StandardCharsets.UTF_8));
    }

    private void answered(long id, Answer.Result result) {
        answers.answered(RequestId.of(id), new Answer.Done(RequestId.of(id), result));
    }

    private static Found done(long id, Answer.Result result) {
        return new Found.Answered(new Answer.Done(RequestId.of(id), result));
    }

    @Test
    void whatIsRepeatedOnAnotherConnectionIsAnsweredTheSame() {
        List<Answer.Result> results =
                List.of(CREATED, new Answer.Passed(), new Answer.Empty(), CREATED);
        for (int i = 0; i < results.size(); i++) {
            assertThat(note(i, "request " + i)).isEqualTo(new Found.New());
            answered(i, results.get(i));
        }
        answers.reconnected();

        for (int i = 0; i < results.size(); i++) {
            assertThat(note(i, "request " + i)).isEqualTo(done(i, results.get(i)));
        }
    }

    @Test
    void refusalsAreRepeatedToo() {
        Answer refusal = new Answer.Failed(RequestId.of(7), ErrorCode.CALL_ENDED, "Over.");
        note(7, "hangup");
        answers.answered(RequestId.of(7), refusal);
        answers.reconnected();

        assertThat(note(7, "hangup")).isEqualTo(new Found.Answered(refusal));
    }

    @Test
    void nothingIsComparedOnTheSameConnection() {
        note(1, "invite");
        answered(1, CREATED);

        assertThat(note(1, "invite")).isEqualTo(new Found.New());
    }

    @Test
    void anIdIsTakenForSomethingElse() {
        note(1, "invite");
        answered(1, CREATED);
        answers.reconnected();

        assertThat(note(1, "hangup")).isEqualTo(new Found.New());
        answered(1, new Answer.Empty());
        answers.reconnected();

        assertThat(note(1, "hangup")).isEqualTo(done(1, new Answer.Empty()));
        assertThat(note(1, "invite")).isEqualTo(done(1, CREATED));
    }

    @Test
    void whatIsBeingDoneIsNotDoneAgain() {
        note(1, "invite");
        answers.reconnected();

        assertThat(note(1, "invite")).isEqualTo(new Found.Unanswered());
        answered(1, CREATED);
        assertThat(note(1, "invite")).isEqualTo(done(1, CREATED));
    }

    @Test
    void answersComeInAnyOrder() {
        note(1, "one");
        note(2, "two");
        answered(2, new Answer.Empty());
        answered(1, CREATED);
        answers.reconnected();

        assertThat(note(1, "one")).isEqualTo(done(1, CREATED));
        assertThat(note(2, "two")).isEqualTo(done(2, new Answer.Empty()));
    }

    @Test
    void theLastHundredAndTwentyEightAreKnown() {
        for (int i = 0; i < 1000; i++) {
            note(i, "request " + i);
            answered(i, new Answer.Passed());
        }
        answers.reconnected();

        for (int i = 872; i < 1000; i++) {
            assertThat(note(i, "request " + i)).isEqualTo(done(i, new Answer.Passed()));
        }
        assertThat(note(871, "request 871")).isEqualTo(new Found.New());
        assertThat(note(873, "request 873")).isEqualTo(done(873, new Answer.Passed()));
    }

    @Test
    void anAnswerToNothingIsForgotten() {
        answered(1, CREATED);
        answers.reconnected();

        assertThat(note(1, "invite")).isEqualTo(new Found.New());
    }
}
