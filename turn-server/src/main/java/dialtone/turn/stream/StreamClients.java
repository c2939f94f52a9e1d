package dialtone.turn.stream;

import dialtone.turn.relay.Shard;
import dialtone.turn.stream.StreamMetrics.Refused;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets clients in, whatever port they came to: bounds their number and gives each to the next of
/// the shards.
///
/// Threading: for any thread.
final class StreamClients {

    private final List<Shard> shards;
    private final int max;
    private final StreamMetrics metrics;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean closed;

    StreamClients(List<Shard> shards, int max, StreamMetrics metrics) {
        this.shards = List.copyOf(shards);
        this.max = max;
        this.metrics = metrics;
    }

    /// Takes a place; false when there is none.
    boolean enter(boolean isTls) {
        metrics.opened(isTls);
        if (closed || metrics.active() > max) {
            metrics.closed(isTls);
            metrics.refused(Refused.FULL);
            return false;
        }
        return true;
    }

    void leave(boolean isTls) {
        metrics.closed(isTls);
    }

    Shard nextShard() {
        return shards.get(Math.floorMod(next.getAndIncrement(), shards.size()));
    }

    /// Lets nobody in any more.
    void close() {
        closed = true;
    }
}
