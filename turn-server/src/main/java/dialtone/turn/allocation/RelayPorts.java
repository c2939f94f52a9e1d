package dialtone.turn.allocation;

import java.security.SecureRandom;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/// The relay ports in use. A port is drawn from all free ones by a secure random source: who can
/// guess it can send to somebody's relay (CVE-2025-69217 of another server).
///
/// Threading: for any number of threads.
public final class RelayPorts {

    private final int min;
    private final int capacity;
    private final BitSet used;
    private final RandomGenerator random = new SecureRandom();

    public RelayPorts(int min, int max) {
        this.min = min;
        this.capacity = max - min + 1;
        this.used = new BitSet(capacity);
    }

    public int capacity() {
        return capacity;
    }

    public synchronized int used() {
        return used.cardinality();
    }

    /// Takes a free port; 0 when there is none.
    ///
    /// @param isEven whether it must be an even one
    public synchronized int take(boolean isEven) {
        int start = random.nextInt(capacity);
        int free = free(start, capacity, isEven);
        if (free < 0) {
            free = free(0, start, isEven);
        }
        if (free < 0) {
            return 0;
        }
        used.set(free);
        return min + free;
    }

    /// Takes an even port and the next one; 0 when there is no such pair.
    ///
    /// @return the even one
    public synchronized int takePair() {
        int start = random.nextInt(capacity);
        int even = freePair(start, capacity);
        if (even < 0) {
            even = freePair(0, start);
        }
        if (even < 0) {
            return 0;
        }
        used.set(even, even + 2);
        return min + even;
    }

    private int freePair(int from, int end) {
        int even = free(from, end, true);
        while (even >= 0 && (even + 1 == capacity || used.get(even + 1))) {
            even = free(even + 1, end, true);
        }
        return even;
    }

    private int free(int from, int end, boolean isEven) {
        int free = used.nextClearBit(from);
        while (free < end && isEven && (min + free) % 2 != 0) {
            free = used.nextClearBit(free + 1);
        }
        return free < end ? free : -1;
    }

    public synchronized void give(int port) {
        used.clear(port - min);
    }
}
