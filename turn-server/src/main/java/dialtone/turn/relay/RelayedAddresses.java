package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Whose relayed address is whose, over all shards. A packet that one client sends to another's
/// relayed address is handed over within the process: it costs less than half, and it arrives also
/// where the machine cannot reach itself at its external address.
///
/// Threading: for any number of threads, without locks.
public final class RelayedAddresses {

    private final int portMin;
    private final AtomicReferenceArray<@Nullable Allocation> v4;
    private final AtomicReferenceArray<@Nullable Allocation> v6;

    public RelayedAddresses(int portMin, int portMax) {
        this.portMin = portMin;
        this.v4 = new AtomicReferenceArray<>(portMax - portMin + 1);
        this.v6 = new AtomicReferenceArray<>(portMax - portMin + 1);
    }

    void add(Remote address, Allocation allocation) {
        (address.isV4() ? v4 : v6).set(address.port() - portMin, allocation);
    }

    void remove(Remote address) {
        (address.isV4() ? v4 : v6).set(address.port() - portMin, null);
    }

    /// The allocation whose relayed address this is; null when it is nobody's here.
    ///
    /// Hot path: called per packet.
    @Nullable Allocation find(Remote address) {
        int at = address.port() - portMin;
        if (at < 0 || at >= v4.length()) {
            return null;
        }
        boolean isV4 = address.isV4();
        Allocation there = (isV4 ? v4 : v6).getAcquire(at);
        Remote relayed = there == null ? null : there.relayedAt(isV4);
        return relayed != null && relayed.equals(address) ? there : null;
    }
}
