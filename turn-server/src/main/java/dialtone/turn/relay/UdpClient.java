package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.Client;
import dialtone.udp.Datagrams;
import dialtone.udp.PacketSlots;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// A client that sends datagrams to a listening socket.
///
/// Threading: for the shard's thread.
final class UdpClient implements Client {

    private final UdpSocket socket;
    private final int listener;
    private final Remote remote;
    private final PacketSlots slots;
    private final UdpClients clients;

    /// A client.
    ///
    /// @param listener the place of `socket` among the shard's listening sockets
    UdpClient(
            UdpSocket socket, int listener, Remote remote, PacketSlots slots, UdpClients clients) {
        this.socket = socket;
        this.listener = listener;
        this.remote = remote;
        this.slots = slots;
        this.clients = clients;
    }

    /// Where it sends to.
    UdpSocket socket() {
        return socket;
    }

    int listener() {
        return listener;
    }

    @Override
    public Remote remote() {
        return remote;
    }

    @Override
    public InetSocketAddress server() {
        return socket.local();
    }

    @Override
    public String transport() {
        return "udp";
    }

    @Override
    public void answer(byte[] message) {
        answer(message, socket, remote);
    }

    /// Sends an answer from another socket.
    ///
    /// @param port of the client's address; null for the one it sends from
    void answer(byte[] message, UdpSocket from, @Nullable Integer port) {
        answer(message, from, port == null ? remote : Remote.of(remote.high(), remote.low(), port));
    }

    private void answer(byte[] message, UdpSocket from, Remote to) {
        int slot = slots.reserve(1);
        slots.datagrams().slot(slot).put(0, message);
        from.send(slots.datagrams(), slot, 0, message.length, to);
    }

    @Override
    public void relay(Datagrams from, int slot, int offset, int length) {
        socket.send(from, slot, offset, length, remote);
    }

    @Override
    public @Nullable Allocation allocation() {
        return clients.find(socket, remote.high(), remote.low(), remote.port());
    }

    @Override
    public boolean adopt(Allocation allocation) {
        if (allocation() != null) {
            return false;
        }
        clients.add(allocation);
        return true;
    }

    @Override
    public void allocationEnded() {
        // There is no connection that could be closed.
    }
}
