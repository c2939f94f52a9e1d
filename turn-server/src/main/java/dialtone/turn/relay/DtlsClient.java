package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.turn.dtls.DtlsReceiver;
import dialtone.turn.dtls.DtlsSession;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// A client that sends datagrams within a DTLS session (RFC 7350): each is one message. Its
/// allocation ends with the session, unless it is one that the client may move (RFC 8016).
///
/// Threading: for the shard's thread.
final class DtlsClient implements Client, DtlsReceiver {

    private final DtlsClients clients;
    private final DtlsSession session;
    private @Nullable Allocation allocation;
    private long idleSinceNanos;
    private boolean hasEnded;

    DtlsClient(DtlsClients clients, DtlsSession session) {
        this.clients = clients;
        this.session = session;
        this.idleSinceNanos = clients.nowNanos();
    }

    @Override
    public Remote remote() {
        return session.remote();
    }

    @Override
    public InetSocketAddress server() {
        return session.server();
    }

    @Override
    public String transport() {
        return "dtls";
    }

    @Override
    public void received(byte[] message) {
        allocation = clients.handle(this, allocation, message);
    }

    @Override
    public void answer(byte[] message) {
        session.send(message, 0, message.length);
    }

    /// Hot path: called per packet.
    @Override
    public void relay(Datagrams from, int slot, int offset, int length) {
        byte[] bytes = clients.scratch();
        from.slot(slot).get(offset, bytes, 0, length);
        session.send(bytes, 0, length);
    }

    @Override
    public boolean isIdleSince(long nanos) {
        return allocation == null && idleSinceNanos - nanos < 0;
    }

    @Override
    public @Nullable Allocation allocation() {
        return allocation;
    }

    @Override
    public boolean adopt(Allocation moved) {
        if (hasEnded || allocation != null) {
            return false;
        }
        allocation = moved;
        return true;
    }

    @Override
    public void allocationEnded() {
        // The client may begin anew in the same session.
        allocation = null;
        idleSinceNanos = clients.nowNanos();
    }

    @Override
    public void ended() {
        hasEnded = true;
        Allocation mine = allocation;
        if (mine != null) {
            allocation = null;
            clients.lost(mine);
        }
    }
}
