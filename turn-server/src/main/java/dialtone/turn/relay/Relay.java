package dialtone.turn.relay;

import dialtone.turn.allocation.Allocation;
import dialtone.turn.allocation.ChannelBinding;
import dialtone.turn.allocation.Client;
import dialtone.turn.dtls.DtlsSessions;
import dialtone.turn.relay.TurnMetrics.Dropped;
import dialtone.udp.Datagrams;
import dialtone.udp.PacketSlots;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The whole way of a packet, in both directions.
///
///     client --> fromClients -+-> DtlsSessions, which decrypt for fromConnection
///                             +-> channelData ----+--> toPeer --> relay socket --> peer
///                             +-> sendIndication -+      |
///                             +-> Requests (control)     | the peer is a client of this server
///                                                        v
///     client <-- listening socket <---------------- toClient <-- fromPeers <-- relay socket
///
/// A packet stays in the slot it was received into: a header is cut off by sending from behind it,
/// and put on by writing into the room before the payload. What is sent leaves at the loop's next
/// flush, together with what else is for the same socket.
///
/// Threading: for the shard's thread.
final class Relay {

    private static final int BATCH = 16;

    /// Batches of one socket before the others have their turn, so that a flood on one cannot keep
    /// the shard from the rest. What is left makes the socket ready again at once.
    private static final int ROUNDS = 16;

    private static final int CHANNEL_HEADER_BYTES = 4;

    /// First bytes from here to 63 are those of DTLS records, and 0 to 3 those of STUN (RFC 7983
    /// section 7).
    private static final int FIRST_OF_DTLS = 20;

    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_TIME_EXCEEDED = 11;
    private static final int ICMP6_UNREACHABLE = 1;
    private static final int ICMP6_TIME_EXCEEDED = 3;

    private final PacketSlots slots;
    private final Datagrams datagrams;
    private final UdpClients udpClients;
    private final Requests requests;
    private final TurnMetrics metrics;
    private final ShardTraffic traffic;
    private final OwnAddresses ownAddresses;
    private final RelayedAddresses relayedAddresses;
    private final List<UdpSocket> listeners = new ArrayList<>();
    private final SendIndication sendIndication = new SendIndication();
    private final DataIndication dataIndication = new DataIndication();
    private @Nullable DtlsSessions dtls;
    private long nowNanos;

    Relay(PacketSlots slots, UdpClients udpClients, Requests requests, RelayContext context) {
        this.slots = slots;
        this.datagrams = slots.datagrams();
        this.udpClients = udpClients;
        this.requests = requests;
        this.metrics = context.metrics();
        this.traffic = metrics.shard();
        this.ownAddresses = context.ownAddresses();
        this.relayedAddresses = context.relayedAddresses();
    }

    /// Adds a listening socket. All shards have the same ones in the same order, so a packet for a
    /// client of another shard can leave from here and still come from where the client expects it.
    void listen(UdpSocket socket) {
        listeners.add(socket);
    }

    /// Says who takes the datagrams of DTLS; until then nobody does.
    void takeDtls(DtlsSessions sessions) {
        dtls = sessions;
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
            slots.unreserve(BATCH - received);
            slots.keep(first, received);
            for (int slot = first; slot < first + received; slot++) {
                long high = datagrams.high(slot);
                long low = datagrams.low(slot);
                int port = datagrams.port(slot);
                Allocation allocation = udpClients.find(socket, high, low, port);
                int kind = datagrams.slot(slot).get(Datagrams.HEADROOM);
                if (kind >>> 6 != 0) {
                    channelData(allocation, slot);
                } else if (kind >= FIRST_OF_DTLS && dtls != null) {
                    dtls.received(socket, datagrams, slot, nowNanos);
                } else {
                    stun(socket, slot, allocation);
                }
            }
            slots.release();
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
                                listeners.indexOf(socket),
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

    /// What a client with a connection or a DTLS session sent, put into a slot: one STUN message or
    /// one ChannelData.
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
        if (!allocation.permits(channel, nowNanos)) {
            metrics.dropped(Dropped.NO_PERMISSION);
            return;
        }
        toPeer(allocation, peer, slot, Datagrams.HEADROOM + CHANNEL_HEADER_BYTES, claimed, true);
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
                    Remote peer = sendIndication.peer();
                    allocation.socketTo(peer).allowFragments(!sendIndication.hasDontFragment());
                    toPeer(
                            allocation,
                            peer,
                            slot,
                            sendIndication.dataAt(),
                            sendIndication.dataLength(),
                            false);
                } else {
                    metrics.dropped(Dropped.NO_PERMISSION);
                }
            }
        }
        return true;
    }

    /// Hot path: called per packet.
    private void toPeer(
            Allocation from, Remote peer, int slot, int at, int length, boolean isChannel) {
        if (!from.takeToPeer(length, nowNanos)) {
            metrics.dropped(Dropped.BANDWIDTH);
            return;
        }
        traffic.toPeer(length, isChannel);
        Allocation neighbour = relayedAddresses.find(peer);
        Remote source = from.relayedAt(peer.isV4());
        if (neighbour != null && source != null && neighbour.client() instanceof UdpClient) {
            toClient(neighbour, source.high(), source.low(), source.port(), slot, at, length);
        } else {
            from.socketTo(peer).send(datagrams, slot, at, length, peer);
        }
    }

    /// Hot path: called per batch. What peers sent to a relayed address (RFC 8656 section 11.3).
    void fromPeers(Allocation allocation, UdpSocket socket) {
        int received = BATCH;
        for (int round = 0; round < ROUNDS && received == BATCH; round++) {
            int first = slots.reserve(BATCH);
            received = socket.receive(datagrams, first, BATCH);
            slots.unreserve(BATCH - received);
            slots.keep(first, received);
            for (int slot = first; slot < first + received; slot++) {
                toClient(
                        allocation,
                        datagrams.high(slot),
                        datagrams.low(slot),
                        datagrams.port(slot),
                        slot,
                        Datagrams.HEADROOM,
                        datagrams.length(slot));
            }
            slots.release();
        }
    }

    /// Hot path: called per packet. The peer's address is in its parts, so that no object is made.
    private void toClient(
            Allocation to, long high, long low, int port, int slot, int at, int length) {
        ChannelBinding channel = to.channelOf(high, low, port, nowNanos);
        boolean isPermitted =
                channel == null ? to.permits(high, low, nowNanos) : to.permits(channel, nowNanos);
        if (!isPermitted) {
            metrics.dropped(Dropped.NO_PERMISSION);
            return;
        }
        if (!to.takeToClient(length, nowNanos)) {
            metrics.dropped(Dropped.BANDWIDTH);
            return;
        }
        if (channel == null && !DataIndication.fits(length, high, low)) {
            metrics.dropped(Dropped.TOO_LONG);
            return;
        }
        traffic.toClient(length, channel != null);
        ByteBuffer bytes = datagrams.slot(slot);
        if (channel == null) {
            int header = dataIndication.write(bytes, at, length, high, low, port);
            send(to.client(), slot, at - header, header + length + (-length & 3));
        } else {
            int start = at - CHANNEL_HEADER_BYTES;
            bytes.putShort(start, (short) channel.number()).putShort(start + 2, (short) length);
            send(to.client(), slot, start, CHANNEL_HEADER_BYTES + length);
        }
    }

    /// Hot path: called per packet. The client may be another shard's if it is one over UDP.
    private void send(Client client, int slot, int start, int length) {
        if (client instanceof UdpClient udp) {
            listeners.get(udp.listener()).send(datagrams, slot, start, length, udp.remote());
        } else {
            client.relay(datagrams, slot, start, length);
        }
    }

    /// The network says that a packet did not reach its peer: the client is told if it is the kind
    /// of message that RFC 8656 section 11.5 names, and the peer has a permission.
    void unreachable(Allocation allocation, Remote peer, int type, int code, int mtuBytes) {
        boolean isTold =
                peer.isV4()
                        ? type == ICMP_UNREACHABLE || type == ICMP_TIME_EXCEEDED
                        : type >= ICMP6_UNREACHABLE && type <= ICMP6_TIME_EXCEEDED;
        if (!isTold || !allocation.permits(peer.high(), peer.low(), nowNanos)) {
            return;
        }
        int slot = slots.reserve(1);
        int length =
                dataIndication.writeIcmp(
                        datagrams.slot(slot), Datagrams.HEADROOM, peer, type, code, mtuBytes);
        send(allocation.client(), slot, Datagrams.HEADROOM, length);
    }

    /// Forgets an allocation that has ended or moves to another client.
    void left(Allocation allocation) {
        if (allocation.client() instanceof UdpClient) {
            udpClients.remove(allocation);
        }
    }
}
