package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.RequestId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The last requests of a session and how they were answered, so that a request that a client
/// repeats on its next connection is answered the same and done once.
///
/// Only what came on connections before this one is compared, and only as a whole: a client may
/// use an id again for something else. Of each request there are a few numbers, and an object only
/// where the answer says something: most of what lives a while in a busy process would be these.
///
/// Threading: for one thread at a time; the session's queue sees to it.
final class PastAnswers {

    /// More than a client has on its way at once; it waits for answers of most of what it asks.
    private static final int MAX = 128;

    private static final int MIN = 4;
    private static final long[] NOTHING = {};
    private static final @Nullable Answer[] NO_ANSWERS = {};
    private static final RequestId NO_ID = RequestId.of(0);
    private static final Answer PASSED = new Answer.Done(NO_ID, new Answer.Passed());
    private static final Answer EMPTY = new Answer.Done(NO_ID, new Answer.Empty());

    /// What is known of a message.
    sealed interface Found {

        /// It did not come before.
        record New() implements Found {}

        /// It is being done, and its answer is about to come.
        record Unanswered() implements Found {}

        record Answered(Answer answer) implements Found {}
    }

    /// Hashes of the ids, and of the messages; request `n` has the place `n % length`.
    private long[] ids = NOTHING;

    private long[] messages = NOTHING;

    /// Without the ids of their requests; null while there is none.
    private @Nullable Answer[] answers = NO_ANSWERS;

    /// How many requests there were.
    private long count;

    /// How many of them on earlier connections.
    private long past;

    /// Notes a request, unless it is one that came on an earlier connection.
    Found note(RequestId id, byte[] message) {
        long ofId = id.hash();
        long ofMessage =
                ((long) message.length << Integer.SIZE) | (Arrays.hashCode(message) & 0xffffffffL);
        for (long n = past - 1; n >= count - ids.length && n >= 0; n--) {
            int place = place(n);
            if (ids[place] == ofId && messages[place] == ofMessage) {
                Answer answer = answers[place];
                return answer == null
                        ? new Found.Unanswered()
                        : new Found.Answered(answer.withId(id));
            }
        }
        add(ofId, ofMessage);
        return new Found.New();
    }

    private int place(long n) {
        return (int) (n % ids.length);
    }

    private void add(long ofId, long ofMessage) {
        if (count == ids.length && count < MAX) {
            int grown = Math.max(MIN, 2 * ids.length);
            ids = Arrays.copyOf(ids, grown);
            messages = Arrays.copyOf(messages, grown);
            answers = Arrays.copyOf(answers, grown);
        }
        int place = place(count++);
        ids[place] = ofId;
        messages[place] = ofMessage;
        answers[place] = null;
    }

    /// Notes the answer to a request that was noted.
    void answered(RequestId id, Answer answer) {
        long ofId = id.hash();
        for (long n = count - 1; n >= count - ids.length && n >= 0; n--) {
            int place = place(n);
            if (ids[place] == ofId && answers[place] == null) {
                answers[place] = withoutId(answer);
                return;
            }
        }
    }

    /// Holds on to nothing of the message that the request came in.
    private static Answer withoutId(Answer answer) {
        return switch (answer) {
            case Answer.Done(var _, Answer.Passed()) -> PASSED;
            case Answer.Done(var _, Answer.Empty()) -> EMPTY;
            default -> answer.withId(NO_ID);
        };
    }

    /// What came until now came on an earlier connection.
    void reconnected() {
        past = count;
    }
}
