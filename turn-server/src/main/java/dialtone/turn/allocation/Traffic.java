package dialtone.turn.allocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What an allocation has relayed so far, in payload, while it lives.
///
/// Threading: for any thread. Nearly all is counted by one, so counting costs little; the numbers
/// lie side by side, as they change together.
public final class Traffic {

    private static final VarHandle PACKETS_TO_PEERS = count("packetsToPeers");
    private static final VarHandle BYTES_TO_PEERS = count("bytesToPeers");
    private static final VarHandle PACKETS_TO_CLIENT = count("packetsToClient");
    private static final VarHandle BYTES_TO_CLIENT = count("bytesToClient");

    private volatile long packetsToPeers;
    private volatile long bytesToPeers;
    private volatile long packetsToClient;
    private volatile long bytesToClient;

    private static VarHandle count(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Traffic.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Hot path: called per packet.
    void toPeer(int bytes) {
        PACKETS_TO_PEERS.getAndAdd(this, 1L);
        BYTES_TO_PEERS.getAndAdd(this, (long) bytes);
    }

    /// Hot path: called per packet.
    void toClient(int bytes) {
        PACKETS_TO_CLIENT.getAndAdd(this, 1L);
        BYTES_TO_CLIENT.getAndAdd(this, (long) bytes);
    }

    public long packetsToPeers() {
        return packetsToPeers;
    }

    public long bytesToPeers() {
        return bytesToPeers;
    }

    public long packetsToClient() {
        return packetsToClient;
    }

    public long bytesToClient() {
        return bytesToClient;
    }
}
