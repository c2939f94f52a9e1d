package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.protocol.StunWriter;
import dialtone.turn.tcp.PeerConnection;
import dialtone.turn.tcp.TcpRelay;
import dialtone.udp.Remote;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// An allocation as the owner of a relayed address for TCP.
///
/// Threading: for the shard's thread, but the meter is for any.
final class TcpOwner implements TcpRelay.Owner {

    /// How long who sends more than the bandwidth allows is held back before the next try.
    private static final Duration HELD_BACK = Duration.ofMillis(10);

    private final Allocation allocation;
    private final TurnMetrics metrics;
    private final LongSupplier nanoClock;

    TcpOwner(Allocation allocation, TurnMetrics metrics, LongSupplier nanoClock) {
        this.allocation = allocation;
        this.metrics = metrics;
        this.nanoClock = nanoClock;
    }

    @Override
    public String username() {
        return allocation.username();
    }

    @Override
    public boolean permits(Remote peer) {
        return allocation.permitsConnection(peer, nanoClock.getAsLong());
    }

    @Override
    public void attempted(PeerConnection connection) {
        allocation
                .client()
                .answer(
                        StunWriter.connectionAttempt(
                                        connection.peer().socketAddress(), connection.id())
                                .end(null, false));
    }

    @Override
    public long nanoTime() {
        return nanoClock.getAsLong();
    }

    @Override
    public void toPeer(int bytes) throws InterruptedException {
        while (!allocation.takeToPeer(bytes, nanoClock.getAsLong())) {
            holdBack();
        }
        metrics.relayedOverTcp(bytes, true);
    }

    @Override
    public void toClient(int bytes) throws InterruptedException {
        while (!allocation.takeToClient(bytes, nanoClock.getAsLong())) {
            holdBack();
        }
        metrics.relayedOverTcp(bytes, false);
    }

    /// Who may relay again is known when time has passed; nothing tells of it.
    private static void holdBack() throws InterruptedException {
        LockSupport.parkNanos(HELD_BACK.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while held back");
        }
    }
}
