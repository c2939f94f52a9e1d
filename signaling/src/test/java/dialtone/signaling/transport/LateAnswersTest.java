package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    private static final long MILLI = 1_000_000;

    private final Queue<Runnable> ticks = new ArrayDeque<>();
    private long now = Long.MAX_VALUE - 5 * MILLI;
    private final List<String> flushed = new ArrayList<>();
    private final LateAnswers answers = new LateAnswers(new Ticks());
    private final LateAnswers.Client alice = client("alice");
    private final LateAnswers.Client bob = client("bob");

    private final class Ticks implements Timers {

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            ticks.add(task);
            return () -> {};
        }
    }

    private LateAnswers.Client client(String name) {
        return new LateAnswers.Client(answers, () -> flushed.add(name));
    }

    /// Lets time go by as long as somebody looks at it.
    private void pass(int millis) {
        for (int i = 0; i < millis; i += 2) {
            now += 2 * MILLI;
            Runnable tick = ticks.poll();
            if (tick != null) {
                tick.run();
            }
        }
    }

    private void endMoment() {
        pass(20);
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
        assertThat(ticks).isEmpty();
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

        assertThat(ticks).isEmpty();
        assertThat(alice.isLate()).isFalse();
    }

    @Test
    void eachClientHasMomentsOfItsOwn() {
        for (LateAnswers.Client client : List.of(alice, bob)) {
            assertThat(client.isLate()).isFalse();
            assertThat(client.isLate()).isTrue();
            client.waits();
            pass(10);
            assertThat(ticks).hasSize(1);
        }
        assertThat(flushed).containsExactly("alice");

        pass(10);

        assertThat(flushed).containsExactly("alice", "bob");
    }

    /// As of a connection that has ended.
    @Test
    void aWriteThatFailsHoldsUpNobody() {
        LateAnswers.Client failing =
                new LateAnswers.Client(
                        answers,
                        () -> {
                            throw new IllegalStateException("closed");
                        });
        for (LateAnswers.Client client : List.of(failing, alice)) {
            assertThat(client.isLate()).isFalse();
            assertThat(client.isLate()).isTrue();
            client.waits();
        }

        assertThatThrownBy(this::endMoment).hasMessage("closed");
        endMoment();

        assertThat(flushed).contains("alice");
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
