package dialtone.turn.tcp;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// All connections with peers by their ids, over all shards: the client's connection for one may
/// come to another shard than its allocation.
///
/// Threading: for any number of threads.
public final class PeerConnections {

    private final ConcurrentMap<Integer, PeerConnection> byId = new ConcurrentHashMap<>();
    private final RandomGenerator random = new SecureRandom();

    /// Makes one with an id that nobody can guess.
    PeerConnection open(IntFunction<PeerConnection> maker) {
        while (true) {
            PeerConnection made = maker.apply(random.nextInt());
            if (byId.putIfAbsent(made.id(), made) == null) {
                return made;
            }
        }
    }

    void closed(PeerConnection connection) {
        byId.remove(connection.id(), connection);
    }

    /// How many there are.
    public int count() {
        return byId.size();
    }

    /// Takes one for a connection of its client (RFC 6062 section 5.4); null when this user has
    /// none with the id that waits.
    public @Nullable PeerConnection bind(int id, String username) {
        PeerConnection connection = byId.get(id);
        return connection != null && connection.bind(username) ? connection : null;
    }
}
