package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.dtls.DtlsHost;
import dialtone.turn.dtls.DtlsReceiver;
import dialtone.turn.dtls.DtlsSession;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Datagrams;
import dialtone.udp.PacketSlots;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

/// What a shard does for the DTLS sessions of its clients.
///
/// Threading: for the shard's thread, but [#execute(Runnable)] and [#isOwnThread()] are for any.
final class DtlsClients implements DtlsHost {

    private final Shard shard;
    private final PacketSlots slots;
    private final Relay relay;
    private final Requests requests;
    private final Allocations allocations;
    private final TurnMetrics metrics;
    private final byte[] scratch = new byte[Datagrams.MAX_PAYLOAD + Datagrams.HEADROOM];
    private long nowNanos;

    DtlsClients(
            Shard shard,
            PacketSlots slots,
            Relay relay,
            Requests requests,
            Allocations allocations,
            TurnMetrics metrics) {
        this.shard = shard;
        this.slots = slots;
        this.relay = relay;
        this.requests = requests;
        this.allocations = allocations;
        this.metrics = metrics;
    }

    void now(long nanos) {
        nowNanos = nanos;
    }

    long nowNanos() {
        return nowNanos;
    }

    /// Room for one packet on its way into a session, which takes it at once.
    byte[] scratch() {
        return scratch;
    }

    @Override
    public void execute(Runnable task) {
        shard.execute(task);
    }

    @Override
    public boolean isOwnThread() {
        return shard.isOwnThread();
    }

    @Override
    public boolean mayAnswer(Remote stranger) {
        return requests.mayAnswerStranger(stranger, nowNanos);
    }

    /// Hot path: called per packet.
    @Override
    public void send(UdpSocket socket, byte[] bytes, int offset, int length, Remote to) {
        int slot = slots.reserve(1);
        slots.datagrams().slot(slot).put(0, bytes, offset, length);
        socket.send(slots.datagrams(), slot, 0, length, to);
    }

    @Override
    public DtlsReceiver opened(DtlsSession session) {
        return new DtlsClient(this, session);
    }

    /// Hot path: called per packet. Does what a client's message asks.
    ///
    /// @return the allocation the client has afterwards
    @Nullable Allocation handle(
            DtlsClient client, @Nullable Allocation allocation, byte[] message) {
        if (message.length == 0) {
            metrics.dropped(Dropped.MALFORMED);
            return allocation;
        }
        Remote remote = client.remote();
        int slot = slots.reserve(1);
        Datagrams datagrams = slots.datagrams();
        datagrams.slot(slot).put(Datagrams.HEADROOM, message);
        datagrams.received(slot, message.length, remote.high(), remote.low(), remote.port());
        return relay.fromConnection(client, allocation, slot);
    }

    /// A client's session has ended.
    void lost(Allocation allocation) {
        allocations.clientLost(allocation, nowNanos);
    }
}
