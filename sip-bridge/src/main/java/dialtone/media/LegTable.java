package dialtone.media;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

/// Which browser leg an address belongs to. All came to one socket, so the address is the 5-tuple.
///
/// An open hash table with linear probing, so that a look-up makes no objects.
///
/// Threading: for the port's thread.
final class LegTable {

    private static final int FIRST_CAPACITY = 64;

    private @Nullable Entry[] table = new Entry[FIRST_CAPACITY];
    private int count;

    /// One address of a leg; it may have several.
    private record Entry(Remote remote, BrowserLeg leg) {}

    /// Hot path: called per packet.
    @Nullable BrowserLeg find(long high, long low, int port) {
        int mask = table.length - 1;
        int at = Remote.hash(high, low, port) & mask;
        Entry there;
        while ((there = table[at]) != null) {
            if (there.remote.is(high, low, port)) {
                return there.leg;
            }
            at = at + 1 & mask;
        }
        return null;
    }

    @Nullable BrowserLeg find(Remote remote) {
        return find(remote.high(), remote.low(), remote.port());
    }

    /// Adds an address that is not there yet.
    void add(Remote remote, BrowserLeg leg) {
        if (2 * ++count > table.length) {
            grow();
        }
        put(new Entry(remote, leg));
    }

    private void put(Entry entry) {
        int mask = table.length - 1;
        int at = entry.remote.hashCode() & mask;
        while (table[at] != null) {
            at = at + 1 & mask;
        }
        table[at] = entry;
    }

    private void grow() {
        @Nullable Entry[] old = table;
        table = new Entry[2 * old.length];
        for (Entry entry : old) {
            if (entry != null) {
                put(entry);
            }
        }
    }

    /// Removes an address, and puts those behind it in their places again, so that no probe ends
    /// early.
    void remove(Remote remote) {
        int mask = table.length - 1;
        int at = remote.hashCode() & mask;
        Entry there;
        while ((there = table[at]) != null && !there.remote.equals(remote)) {
            at = at + 1 & mask;
        }
        if (there == null) {
            return;
        }
        table[at] = null;
        count--;
        int next = at + 1 & mask;
        Entry moved;
        while ((moved = table[next]) != null) {
            table[next] = null;
            put(moved);
            next = next + 1 & mask;
        }
    }

    int count() {
        return count;
    }
}
