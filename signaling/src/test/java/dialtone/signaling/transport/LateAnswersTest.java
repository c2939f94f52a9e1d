package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Outgoing;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.task.Timers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

class LateAnswersTest {

    private final Queue<Runnable> moments = new ArrayDeque<>();
    private final List<String> flushed = new ArrayList<>();
    private final LateAnswers answers = new LateAnswers(new Moments());
    private final LateAnswers.Client alice = client("alice");
    private final LateAnswers.Client bob = client("bob");

    private final class Moments implements Timers {

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            moments.add(task);
            return () -> {};
        }
    }

    private LateAnswers.Client client(String name) {
        return new LateAnswers.Client(answers, () -> flushed.add(name));
    }

    private void endMoment() {
        moments.remove().run();
    }

    @Test
    void theFirstLeavesAtOnceAndThoseAfterItTogether() {
        assertThat(alice.isLate()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(alice.isLate()).isTrue();
            alice.waits();
        }
        assertThat(flushed).isEmpty();

        endMoment();

        assertThat(flushed).containsExactly("alice");
    }

    @Test
    void theMomentAfterBeginsAnew() {
        assertThat(alice.isLate()).isFalse();
        endMoment();

        assertThat(alice.isLate()).isFalse();
        endMoment();

        assertThat(flushed).isEmpty();
        assertThat(moments).isEmpty();
    }

    @Test
    void whoGoesOnInTheNextMomentHasOneFlushForEach() {
        assertThat(alice.isLate()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(alice.isLate()).isTrue();
            alice.waits();
            endMoment();
        }
        assertThat(flushed).containsExactly("alice", "alice", "alice");

        endMoment();

        assertThat(moments).isEmpty();
        assertThat(alice.isLate()).isFalse();
    }

    @Test
    void oneMomentIsForAllClients() {
        assertThat(alice.isLate()).isFalse();
        assertThat(bob.isLate()).isFalse();
        assertThat(bob.isLate()).isTrue();
        bob.waits();

        assertThat(moments).hasSize(1);
        endMoment();

        assertThat(flushed).containsExactly("bob");
    }

    /// As when the moment ends between the decision and the frame.
    @Test
    void nothingWaitsForAMomentThatIsOver() {
        assertThat(alice.isLate()).isFalse();
        assertThat(alice.isLate()).isTrue();
        endMoment();
        assertThat(flushed).isEmpty();

        alice.waits();

        assertThat(flushed).containsExactly("alice");
    }

    @Test
    void onlyTheAnswerThatSomethingWasPassedOnMayWait() {
        RequestId id = RequestId.of(1);

        assertThat(
                        List.<Outgoing>of(
                                new Answer.Done(id, new Answer.Passed()),
                                new Answer.Done(id, new Answer.Empty()),
                                new Answer.Failed(id, ErrorCode.CALL_ENDED, "This call is over.")))
                .filteredOn(LateAnswers::mayWait)
                .containsExactly(new Answer.Done(id, new Answer.Passed()));
    }
}
