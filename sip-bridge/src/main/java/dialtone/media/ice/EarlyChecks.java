package dialtone.media.ice;

import dialtone.udp.Remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/// Checks that came before the calls they are for: a client that chose the user name fragment
/// itself begins with its checks when it sends its call, and they take another way.
///
/// Few are kept, for a short time. One that is lost by that is sent again by its client.
///
/// Threading: for the port's thread.
public final class EarlyChecks {

    /// How fragments begin that clients choose.
    public static final String PREFIX = "ahead";

    private static final int MOST = 64;

    /// Browsers' have about 120.
    private static final int MOST_BYTES = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Deque<Kept> kept = new ArrayDeque<>(MOST);

    static boolean mayBe(String ufrag) {
        return ufrag.startsWith(PREFIX);
    }

    /// Keeps a check, in place of the oldest if need be.
    void keep(String ufrag, byte[] buffer, int length, Remote from, long nowNanos) {
        if (length > MOST_BYTES) {
            return;
        }
        if (kept.size() == MOST) {
            kept.removeFirst();
        }
        kept.addLast(new Kept(ufrag, Arrays.copyOf(buffer, length), from, nowNanos));
    }

    /// Gives those for a fragment to somebody, and forgets the old ones.
    void take(String ufrag, long nowNanos, BiConsumer<byte[], Remote> to) {
        List<Kept> all = List.copyOf(kept);
        kept.clear();
        for (Kept each : all) {
            if (nowNanos - each.sinceNanos > PATIENCE.toNanos()) {
                continue;
            }
            if (each.ufrag.equals(ufrag)) {
                to.accept(each.check, each.from);
            } else {
                kept.addLast(each);
            }
        }
    }

    /// One check.
    private static final class Kept {

        private final String ufrag;
        private final byte[] check;
        private final Remote from;
        private final long sinceNanos;

        Kept(String ufrag, byte[] check, Remote from, long sinceNanos) {
            this.ufrag = ufrag;
            this.check = check;
            this.from = from;
            this.sinceNanos = sinceNanos;
        }
    }
}
