package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

/// The allocations of UDP clients by 5-tuple: the client's address and the socket it came to.
///
/// An open hash table with linear probing, so that a look-up makes no objects.
///
/// Threading: for the shard's thread.
final class UdpClients {

    private static final int FIRST_CAPACITY = 64;

    private @Nullable Allocation[] table = new Allocation[FIRST_CAPACITY];
    private int count;

    /// Hot path: called per packet.
    @SuppressWarnings("ReferenceEquality") // The very socket is meant: two may share an address.
    @Nullable Allocation find(UdpSocket socket, long high, long low, int port) {
        int mask = table.length - 1;
        int at = Remote.hash(high, low, port) & mask;
        Allocation there;
        while ((there = table[at]) != null) {
            UdpClient client = (UdpClient) there.client();
            if (client.remote().is(high, low, port) && client.socket() == socket) {
                return there;
            }
            at = at + 1 & mask;
        }
        return null;
    }

    void add(Allocation allocation) {
        if (2 * ++count > table.length) {
            grow();
        }
        put(allocation);
    }

    private void put(Allocation allocation) {
        int mask = table.length - 1;
        int at = allocation.client().remote().hashCode() & mask;
        while (table[at] != null) {
            at = at + 1 & mask;
        }
        table[at] = allocation;
    }

    private void grow() {
        @Nullable Allocation[] old = table;
        table = new Allocation[2 * old.length];
        for (Allocation allocation : old) {
            if (allocation != null) {
                put(allocation);
            }
        }
    }

    /// Removes it, and puts those behind it in their places again, so that no probe ends early.
    void remove(Allocation allocation) {
        int mask = table.length - 1;
        int at = allocation.client().remote().hashCode() & mask;
        while (table[at] != allocation) {
            if (table[at] == null) {
                return;
            }
            at = at + 1 & mask;
        }
        table[at] = null;
        count--;
        int next = at + 1 & mask;
        Allocation moved;
        while ((moved = table[next]) != null) {
            table[next] = null;
            put(moved);
            next = next + 1 & mask;
        }
    }
}
