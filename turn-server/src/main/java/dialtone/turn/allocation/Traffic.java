package dialtone.turn.allocation;

import java.util.concurrent.atomic.AtomicLong;

/// What an allocation has relayed so far, in payload, while it lives.
///
/// Threading: for any thread. Nearly all is counted by one, so counting costs little.
public final class Traffic {

    private final AtomicLong packetsToPeers = new AtomicLong();
    private final AtomicLong bytesToPeers = new AtomicLong();
    private final AtomicLong packetsToClient = new AtomicLong();
    private final AtomicLong bytesToClient = new AtomicLong();

    /// Hot path: called per packet.
    void toPeer(int bytes) {
        packetsToPeers.incrementAndGet();
        bytesToPeers.addAndGet(bytes);
    }

    /// Hot path: called per packet.
    void toClient(int bytes) {
        packetsToClient.incrementAndGet();
        bytesToClient.addAndGet(bytes);
    }

    public long packetsToPeers() {
        return packetsToPeers.get();
    }

    public long bytesToPeers() {
        return bytesToPeers.get();
    }

    public long packetsToClient() {
        return packetsToClient.get();
    }

    public long bytesToClient() {
        return bytesToClient.get();
    }
}
