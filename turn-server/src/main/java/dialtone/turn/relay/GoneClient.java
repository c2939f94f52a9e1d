package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// A client whose connection was lost, and who may come back with a ticket.
///
/// Threading: for the shard's thread.
final class GoneClient implements Client {

    private final Client lost;
    private final TurnMetrics metrics;

    GoneClient(Client lost, TurnMetrics metrics) {
        this.lost = lost;
        this.metrics = metrics;
    }

    @Override
    public Remote remote() {
        return lost.remote();
    }

    @Override
    public InetSocketAddress server() {
        return lost.server();
    }

    @Override
    public String transport() {
        return lost.transport();
    }

    @Override
    public void answer(byte[] message) {
        // Nobody is there.
    }

    @Override
    public void relay(Datagrams from, int slot, int offset, int length) {
        metrics.dropped(Dropped.NO_CLIENT);
    }

    @Override
    public @Nullable Allocation allocation() {
        return null;
    }

    @Override
    public boolean adopt(Allocation allocation) {
        return false;
    }

    @Override
    public void allocationEnded() {
        // Nobody is there.
    }
}
