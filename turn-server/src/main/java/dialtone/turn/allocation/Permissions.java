package dialtone.turn.allocation;

import java.util.Arrays;

/// The peers an allocation may exchange packets with, by address without port (RFC 8656
/// section 9). There are few of them, so they are looked through.
///
/// Threading: for the shard's thread.
final class Permissions {

    private static final int FIRST_CAPACITY = 4;

    private final int max;
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private long[] untilNanos = new long[FIRST_CAPACITY];
    private int count;

    Permissions(int max) {
        this.max = max;
    }

    /// Hot path: called per packet.
    boolean has(long addressHigh, long addressLow, long nowNanos) {
        int at = find(addressHigh, addressLow);
        return at >= 0 && untilNanos[at] - nowNanos > 0;
    }

    int size(long nowNanos) {
        dropExpired(nowNanos);
        return count;
    }

    /// How many more there may be.
    int room(long nowNanos) {
        dropExpired(nowNanos);
        return max - count;
    }

    boolean isKnown(long addressHigh, long addressLow) {
        return find(addressHigh, addressLow) >= 0;
    }

    /// Installs or renews one; there must be room.
    void install(long addressHigh, long addressLow, long until) {
        int at = find(addressHigh, addressLow);
        if (at < 0) {
            at = count++;
            if (at == high.length) {
                high = Arrays.copyOf(high, 2 * at);
                low = Arrays.copyOf(low, 2 * at);
                untilNanos = Arrays.copyOf(untilNanos, 2 * at);
            }
            high[at] = addressHigh;
            low[at] = addressLow;
        }
        untilNanos[at] = until;
    }

    private int find(long addressHigh, long addressLow) {
        for (int i = 0; i < count; i++) {
            if (low[i] == addressLow && high[i] == addressHigh) {
                return i;
            }
        }
        return -1;
    }

    private void dropExpired(long nowNanos) {
        for (int i = count - 1; i >= 0; i--) {
            if (untilNanos[i] - nowNanos <= 0) {
                count--;
                high[i] = high[count];
                low[i] = low[count];
                untilNanos[i] = untilNanos[count];
            }
        }
    }
}
