package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.ChannelBinding;
import dialtone.turn.allocation.Client;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Datagrams;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// The whole way of a packet, in both directions.
///
///     client --> fromClients -> fromClient -> channelData --------> relay socket --> peer
///                                   |     \-> SendIndication -----> relay socket --> peer
///                                   \-> Requests (control)
///     client <-- channel data or Data indication <-- fromPeer <---- relay socket <-- peer
///
/// A packet stays in the slot it was received into: a header is cut off by sending from behind it,
/// and put on by writing into the room before the payload.
///
/// Threading: for the shard's thread.
final class Relay {

    private static final int BATCH = 16;

    /// Batches of one socket before the others have their turn, so that a flood on one cannot keep
    /// the shard from the rest. What is left makes the socket ready again at once.
    private static final int ROUNDS = 16;

    private static final int CHANNEL_HEADER_BYTES = 4;

    private final PacketSlots slots;
    private final Datagrams datagrams;
    private final UdpClients udpClients;
    private final Requests requests;
    private final TurnMetrics metrics;
    private final OwnAddresses ownAddresses;
    private final SendIndication sendIndication = new SendIndication();
    private final DataIndication dataIndication = new DataIndication();
    private long nowNanos;

    Relay(PacketSlots slots, UdpClients udpClients, Requests requests, RelayContext context) {
        this.slots = slots;
        this.datagrams = slots.datagrams();
        this.udpClients = udpClients;
        this.requests = requests;
        this.metrics = context.metrics();
        this.ownAddresses = context.ownAddresses();
    }

    /// Sets the time for all packets until the next call: reading the clock for each would cost
    /// more than looking up its channel.
    void now(long nanos) {
        nowNanos = nanos;
    }

    /// Hot path: called per batch. What clients sent to a listening socket.
    void fromClients(UdpSocket socket) {
        int received = BATCH;
        for (int round = 0; round < ROUNDS && received == BATCH; round++) {
            int first = slots.reserve(BATCH);
            received = socket.receive(datagrams, first, BATCH);
            for (int slot = first; slot < first + received; slot++) {
                long high = datagrams.high(slot);
                long low = datagrams.low(slot);
                int port = datagrams.port(slot);
                Allocation allocation = udpClients.find(socket, high, low, port);
                if (datagrams.slot(slot).get(Datagrams.HEADROOM) >>> 6 == 0) {
                    stun(socket, slot, allocation);
                } else {
                    channelData(allocation, slot);
                }
            }
        }
    }

    /// A STUN message of a UDP client, who may be unknown.
    private void stun(UdpSocket socket, int slot, @Nullable Allocation allocation) {
        if (allocation != null && sendIndication(allocation, slot)) {
            return;
        }
        Client client =
                allocation != null
                        ? allocation.client()
                        : new UdpClient(
                                socket,
                                Remote.of(
                                        datagrams.high(slot),
                                        datagrams.low(slot),
                                        datagrams.port(slot)),
                                slots,
                                udpClients);
        Allocation made = requests.handle(message(slot), client, allocation, nowNanos);
        if (made != null && made != allocation) {
            udpClients.add(made);
        }
    }

    /// What a TCP client sent, put into a slot: one STUN message or one ChannelData.
    ///
    /// @return the allocation the client has afterwards
    @Nullable Allocation fromConnection(Client client, @Nullable Allocation allocation, int slot) {
        if (datagrams.slot(slot).get(Datagrams.HEADROOM) >>> 6 != 0) {
            channelData(allocation, slot);
            return allocation;
        }
        if (allocation != null && sendIndication(allocation, slot)) {
            return allocation;
        }
        return requests.handle(message(slot), client, allocation, nowNanos);
    }

    private byte[] message(int slot) {
        byte[] copy = new byte[datagrams.length(slot)];
        datagrams.slot(slot).get(Datagrams.HEADROOM, copy);
        return copy;
    }

    /// Hot path: called per packet. RFC 8656 section 12.6.
    private void channelData(@Nullable Allocation allocation, int slot) {
        ByteBuffer bytes = datagrams.slot(slot);
        int length = datagrams.length(slot) - CHANNEL_HEADER_BYTES;
        if (allocation == null || length < 0) {
            metrics.dropped(allocation == null ? Dropped.NO_ALLOCATION : Dropped.MALFORMED);
            return;
        }
        int claimed = Short.toUnsignedInt(bytes.getShort(Datagrams.HEADROOM + 2));
        if (claimed > length) {
            metrics.dropped(Dropped.MALFORMED);
            return;
        }
        ChannelBinding channel =
                allocation.channel(
                        Short.toUnsignedInt(bytes.getShort(Datagrams.HEADROOM)), nowNanos);
        if (channel == null) {
            metrics.dropped(Dropped.NO_CHANNEL);
            return;
        }
        Remote peer = channel.peer();
        if (!allocation.permits(peer.high(), peer.low(), nowNanos)) {
            metrics.dropped(Dropped.NO_PERMISSION);
            return;
        }
        metrics.relayedToPeer(claimed, true);
        int payload = Datagrams.HEADROOM + CHANNEL_HEADER_BYTES;
        allocation.socketTo(peer).send(datagrams, slot, payload, claimed, peer);
    }

    /// Hot path: called per packet. RFC 8656 section 11.2; what is wrong is dropped without an
    /// answer.
    ///
    /// @return false when it is no Send indication
    private boolean sendIndication(Allocation allocation, int slot) {
        int length = datagrams.length(slot);
        switch (sendIndication.read(datagrams.slot(slot), Datagrams.HEADROOM, length)) {
            case OTHER -> {
                return false;
            }
            case MALFORMED -> metrics.dropped(Dropped.MALFORMED);
            case READ -> {
                long high = sendIndication.high();
                long low = sendIndication.low();
                if (allocation.permits(high, low, nowNanos)
                        && !ownAddresses.forbid(high, low, sendIndication.port())) {
                    metrics.relayedToPeer(sendIndication.dataLength(), false);
                    allocation
                            .socketTo(sendIndication.peer())
                            .send(
                                    datagrams,
                                    slot,
                                    sendIndication.dataAt(),
                                    sendIndication.dataLength(),
                                    sendIndication.peer());
                } else {
                    metrics.dropped(Dropped.NO_PERMISSION);
                }
            }
        }
        return true;
    }

    /// Hot path: called per batch. What peers sent to a relayed address (RFC 8656 section 11.3).
    void fromPeers(Allocation allocation, UdpSocket socket) {
        int received = BATCH;
        for (int round = 0; round < ROUNDS && received == BATCH; round++) {
            int first = slots.reserve(BATCH);
            received = socket.receive(datagrams, first, BATCH);
            for (int slot = first; slot < first + received; slot++) {
                fromPeer(allocation, slot);
            }
        }
    }

    /// Hot path: called per packet.
    private void fromPeer(Allocation allocation, int slot) {
        long high = datagrams.high(slot);
        long low = datagrams.low(slot);
        if (!allocation.permits(high, low, nowNanos)) {
            metrics.dropped(Dropped.NO_PERMISSION);
            return;
        }
        int port = datagrams.port(slot);
        int length = datagrams.length(slot);
        ChannelBinding channel = allocation.channelOf(high, low, port, nowNanos);
        metrics.relayedToClient(length, channel != null);
        if (channel == null) {
            int header = dataIndication.write(datagrams, slot);
            int whole = header + length + (-length & 3);
            allocation.client().relay(datagrams, slot, Datagrams.HEADROOM - header, whole);
        } else {
            int start = Datagrams.HEADROOM - CHANNEL_HEADER_BYTES;
            datagrams
                    .slot(slot)
                    .putShort(start, (short) channel.number())
                    .putShort(start + 2, (short) length);
            allocation.client().relay(datagrams, slot, start, CHANNEL_HEADER_BYTES + length);
        }
    }

    /// Forgets an allocation that has ended or moves to another client.
    void left(Allocation allocation) {
        if (allocation.client() instanceof UdpClient) {
            udpClients.remove(allocation);
        }
    }
}
