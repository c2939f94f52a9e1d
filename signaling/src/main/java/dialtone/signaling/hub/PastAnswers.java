package dialtone.signaling.hub;

import dialtone.signaling.message.Answer;
import dialtone.signaling.message.RequestId;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The last requests of a session and how they were answered, so that a request that a client
/// repeats on its next connection is answered the same and done once.
///
/// Only what came on connections before this one is compared, and only as a whole: a client may
/// use an id again for something else.
///
/// Threading: for one thread at a time; the session's queue sees to it.
final class PastAnswers {

    /// More than a client has on its way at once; it waits for answers of most of what it asks.
    private static final int MAX = 128;

    private static final class Entry {
        private final RequestId id;
        private final int length;
        private final int hash;
        private @Nullable Answer answer;

        /// @param id of its own, which nothing else holds on to
        Entry(RequestId id, byte[] message) {
            this.id = id;
            length = message.length;
            hash = Arrays.hashCode(message);
        }

        boolean isOf(byte[] message) {
            return length == message.length && hash == Arrays.hashCode(message);
        }
    }

    /// What is known of a message.
    sealed interface Found {

        /// It did not come before.
        record New() implements Found {}

        /// It is being done, and its answer is about to come.
        record Unanswered() implements Found {}

        record Answered(Answer answer) implements Found {}
    }

    /// What came on earlier connections, and what came on this one; made when there is something.
    private Map<RequestId, Entry> past = Map.of();

    private Map<RequestId, Entry> present = Map.of();

    /// Notes a request, unless it is one that came on an earlier connection.
    Found note(RequestId id, byte[] message) {
        Entry before = past.get(id);
        if (before == null || !before.isOf(message)) {
            present = with(present, new Entry(id.copy(), message));
            return new Found.New();
        }
        Answer answer = before.answer;
        return answer == null ? new Found.Unanswered() : new Found.Answered(answer);
    }

    /// Notes the answer to a request that was noted.
    void answered(RequestId id, Answer answer) {
        Entry entry = present.get(id);
        if (entry == null || entry.answer != null) {
            entry = past.get(id);
        }
        if (entry != null && entry.answer == null) {
            entry.answer =
                    switch (answer) {
                        case Answer.Done(var _, var result) -> new Answer.Done(entry.id, result);
                        case Answer.Failed(var _, var code, var words, var _) ->
                                new Answer.Failed(entry.id, code, words);
                    };
        }
    }

    /// What came until now came on an earlier connection.
    void reconnected() {
        for (Entry each : present.values()) {
            past = with(past, each);
        }
        present = Map.of();
    }

    /// The same map with one more, unless it is the first.
    private static Map<RequestId, Entry> with(Map<RequestId, Entry> entries, Entry entry) {
        Map<RequestId, Entry> all = entries.isEmpty() ? new LinkedHashMap<>() : entries;
        all.remove(entry.id);
        if (all.size() == MAX) {
            all.remove(all.keySet().iterator().next());
        }
        all.put(entry.id, entry);
        return all;
    }
}
