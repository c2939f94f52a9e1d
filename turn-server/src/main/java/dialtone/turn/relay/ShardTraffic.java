package dialtone.turn.relay;

import java.util.concurrent.atomic.AtomicLong;

/// What one shard has relayed. One thread counts and others read, so no count needs a locked
/// instruction; the sum of all shards is what the metrics tell.
///
/// Threading: counted by the shard's thread, read by any.
final class ShardTraffic {

    private final Count channelsToPeers = new Count();
    private final Count indicationsToPeers = new Count();
    private final Count bytesToPeers = new Count();
    private final Count channelsToClients = new Count();
    private final Count indicationsToClients = new Count();
    private final Count bytesToClients = new Count();

    /// A number with one writer.
    static final class Count {

        private final AtomicLong value = new AtomicLong();

        void add(long more) {
            value.setOpaque(value.getPlain() + more);
        }

        long get() {
            return value.getOpaque();
        }
    }

    /// Hot path: called per packet.
    void toPeer(int payload, boolean isChannel) {
        (isChannel ? channelsToPeers : indicationsToPeers).add(1);
        bytesToPeers.add(payload);
    }

    /// Hot path: called per packet.
    void toClient(int payload, boolean isChannel) {
        (isChannel ? channelsToClients : indicationsToClients).add(1);
        bytesToClients.add(payload);
    }

    long packets(boolean isToPeer, boolean isChannel) {
        if (isToPeer) {
            return (isChannel ? channelsToPeers : indicationsToPeers).get();
        }
        return (isChannel ? channelsToClients : indicationsToClients).get();
    }

    long bytes(boolean isToPeer) {
        return (isToPeer ? bytesToPeers : bytesToClients).get();
    }
}
