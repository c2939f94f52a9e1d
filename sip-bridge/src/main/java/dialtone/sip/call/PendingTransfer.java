package dialtone.sip.call;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/// Somebody is called to take the place of an end in a conversation.
///
/// Threading: for the conversation's queue.
final class PendingTransfer {

    final End replaced;
    final Transfer.Report report;
    final Deque<Callee> ways;
    @Nullable Place place;

    /// How the one who wanted it has hung up before it was through; null as long as it is there.
    @Nullable Over left;

    PendingTransfer(End replaced, Transfer.Report report, Collection<Callee> ways) {
        this.replaced = replaced;
        this.report = report;
        this.ways = new ArrayDeque<>(ways);
    }
}
