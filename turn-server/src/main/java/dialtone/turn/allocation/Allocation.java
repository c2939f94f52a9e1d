package dialtone.turn.allocation;

import dialtone.process.Recorder;
import dialtone.turn.auth.AccessToken;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// What a client has of this server for a while (RFC 8656 section 5): a relayed address, or one of
/// each family.
///
/// It begins with an Allocate request, lives as long as Refresh requests keep it, and ends by a
/// Refresh with lifetime 0, by its time, or with its client's connection. Permissions live 5
/// minutes and channels 10, and a ChannelBind renews both.
///
/// Threading: for the shard's thread. What is asked for each packet is for any: a shard hands
/// packets of its clients to allocations of others.
public final class Allocation {

    /// The protocol number (RFC 6062 section 4.1).
    private static final int TCP = 6;

    /// RFC 8656 section 9: not configurable.
    private static final Duration PERMISSION_LIFETIME = Duration.ofMinutes(5);

    /// RFC 8656 section 12: not configurable.
    private static final Duration CHANNEL_LIFETIME = Duration.ofMinutes(10);

    private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private volatile Client client;
    private final String user;
    private final String username;
    private final StunMessage request;
    private final boolean isTcp;
    private final Permissions permissions;
    private final Permissions tcpPermissions;
    private final Channels channels;
    private final Bandwidth.Share bandwidth;
    private final Traffic traffic = new Traffic();
    private final long createdNanos;
    private final @Nullable AllocationEvent event = Recorder.begun(new AllocationEvent());
    private volatile @Nullable RelayedAddress v4;
    private volatile @Nullable RelayedAddress v6;
    private @Nullable Long reservationToken;
    private long number;
    private int serial;
    private @Nullable StunMessage move;
    private @Nullable AccessToken token;

    /// An allocation that has no relayed address yet.
    ///
    /// @param user what quotas count by
    /// @param username of the credential that made it; no other may use it
    /// @param request that made it, to know a retransmission of it
    public Allocation(
            Client client,
            String user,
            String username,
            StunMessage request,
            Bounds bounds,
            Bandwidth.Share bandwidth,
            long nowNanos) {
        this.client = client;
        this.user = user;
        this.username = username;
        this.request = request;
        Integer transport = request.requestedTransport();
        this.isTcp = transport != null && transport == TCP;
        this.permissions = new Permissions(bounds.maxPermissions());
        this.tcpPermissions = new Permissions(bounds.maxPermissions());
        this.channels = new Channels(bounds.maxChannels());
        this.bandwidth = bandwidth;
        this.createdNanos = nowNanos;
    }

    /// It is over, which whoever records such events is told.
    public void ended() {
        if (event != null) {
            event.id = id;
            event.transport = client.transport();
            event.packetsToPeers = traffic.packetsToPeers();
            event.bytesToPeers = traffic.bytesToPeers();
            event.packetsToClient = traffic.packetsToClient();
            event.bytesToClient = traffic.bytesToClient();
            event.commit();
        }
    }

    /// Whether it relays connections (RFC 6062) and no packets.
    public boolean isTcp() {
        return isTcp;
    }

    /// How many of each an allocation may have.
    public record Bounds(int maxPermissions, int maxChannels) {}

    /// What became of a wish for a channel.
    public enum Bound {
        DONE,
        /// The number or the peer is bound otherwise.
        CONFLICT,
        /// There are as many as there may be.
        FULL
    }

    public void add(RelayedAddress address) {
        if (address.family() == AddressFamily.IPV6) {
            v6 = address;
        } else {
            v4 = address;
        }
    }

    /// Takes an address away. Its peers have no way to the client any more, whatever permissions
    /// and channels they had.
    public void remove(RelayedAddress address) {
        if (address.family() == AddressFamily.IPV6) {
            v6 = null;
        } else {
            v4 = null;
        }
    }

    /// Those it has, the IPv4 one first.
    public List<RelayedAddress> addresses() {
        return Stream.of(AddressFamily.values())
                .map(this::address)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /// Null when it has none of this family.
    public @Nullable RelayedAddress address(AddressFamily family) {
        return family == AddressFamily.IPV6 ? v6 : v4;
    }

    /// The socket for packets to a peer that is permitted.
    ///
    /// Hot path: called per packet.
    public UdpSocket socketTo(Remote peer) {
        RelayedAddress address = peer.isV4() ? v4 : v6;
        if (address == null) {
            throw new IllegalStateException("a permitted peer has a family of the allocation's");
        }
        return address.socket();
    }

    public String id() {
        return id;
    }

    public Client client() {
        return client;
    }

    public String user() {
        return user;
    }

    public String username() {
        return username;
    }

    /// The token that its client has shown last; null when it has a password.
    public @Nullable AccessToken token() {
        return token;
    }

    /// Its client was let in by this token.
    public void grantedBy(AccessToken shown) {
        token = shown;
    }

    /// Lets it move to other clients (RFC 8016).
    ///
    /// @param unique what its tickets call it; not 0
    public void makeMobile(long unique) {
        number = unique;
    }

    public boolean isMobile() {
        return number != 0;
    }

    /// What its tickets call it; 0 when it has none.
    public long number() {
        return number;
    }

    /// Which of its tickets is good.
    public int serial() {
        return serial;
    }

    /// Voids the ticket that is good, for the next one.
    public void nextSerial() {
        serial++;
    }

    public void moveTo(Client other) {
        client = other;
    }

    /// This request has used a ticket.
    public void movedBy(StunMessage request) {
        move = request;
    }

    /// Whether it is the request that used the last ticket, sent again because its answer was lost.
    public boolean wasMovedBy(StunMessage other) {
        return move != null && move.hasTransactionOf(other);
    }

    /// It made this reservation, which ends with it.
    public void reserved(long token) {
        reservationToken = token;
    }

    /// Null when it has reserved nothing.
    public @Nullable Long reservationToken() {
        return reservationToken;
    }

    /// Whether it is the request that made this allocation, sent again because its answer was lost.
    public boolean wasMadeBy(StunMessage other) {
        return request.hasTransactionOf(other);
    }

    public Duration age(long nowNanos) {
        return Duration.ofNanos(nowNanos - createdNanos);
    }

    /// What there is to tell of it.
    public LiveAllocation describe(long nowNanos) {
        List<RelayedAddress> addresses = addresses();
        return new LiveAllocation(
                id,
                user,
                username,
                client.transport(),
                client.remote().socketAddress(),
                addresses.stream().map(RelayedAddress::told).toList(),
                age(nowNanos),
                addresses.stream().mapToInt(a -> a.secondsLeft(nowNanos)).max().orElse(0),
                (isTcp ? tcpPermissions : permissions).count(nowNanos),
                channels.count(nowNanos),
                traffic.packetsToPeers(),
                traffic.bytesToPeers(),
                traffic.packetsToClient(),
                traffic.bytesToClient());
    }

    /// Whether packets may be exchanged with the address.
    ///
    /// Hot path: called per packet.
    public boolean permits(long high, long low, long nowNanos) {
        RelayedAddress own = Remote.isV4(high, low) ? v4 : v6;
        return own != null && permissions.has(high, low, nowNanos);
    }

    /// Whether packets may be exchanged with the peer of a channel.
    ///
    /// Hot path: called per packet.
    public boolean permits(ChannelBinding channel, long nowNanos) {
        RelayedAddress own = channel.peer().isV4() ? v4 : v6;
        return own != null && channel.isPermitted(permissions, nowNanos);
    }

    /// Counts a packet for a peer; false when it is more than the bandwidth allows.
    ///
    /// Hot path: called per packet.
    public boolean takeToPeer(int bytes, long nowNanos) {
        if (!bandwidth.takeToPeer(bytes, nowNanos)) {
            return false;
        }
        traffic.toPeer(bytes);
        return true;
    }

    /// Counts a packet for the client; false when it is more than the bandwidth allows.
    ///
    /// Hot path: called per packet.
    public boolean takeToClient(int bytes, long nowNanos) {
        if (!bandwidth.takeToClient(bytes, nowNanos)) {
            return false;
        }
        traffic.toClient(bytes);
        return true;
    }

    /// What was relayed so far.
    public Traffic traffic() {
        return traffic;
    }

    /// The relayed address of a family, as clients know it; null when there is none.
    ///
    /// Hot path: called per packet to another client of this server.
    public @Nullable Remote relayedAt(boolean isV4) {
        RelayedAddress address = isV4 ? v4 : v6;
        return address == null ? null : address.remote();
    }

    /// Permits all of the peers, or none of them when there is no room for all.
    public boolean permit(List<PeerAddress> peers, long nowNanos) {
        List<Remote> remotes = peers.stream().map(PeerAddress::remote).toList();
        Permissions mine = isTcp ? tcpPermissions : permissions;
        int room = mine.room(nowNanos);
        long more =
                remotes.stream()
                        .filter(peer -> !mine.isKnown(peer.high(), peer.low()))
                        .map(peer -> peer.high() + ":" + peer.low())
                        .distinct()
                        .count();
        if (more > room) {
            return false;
        }
        long until = nowNanos + PERMISSION_LIFETIME.toNanos();
        remotes.forEach(peer -> mine.install(peer.high(), peer.low(), until));
        return true;
    }

    /// Whether the peer may connect to the relayed address. Packets have permissions of their own,
    /// so none is ever relayed for an allocation that relays connections.
    public boolean permitsConnection(Remote peer, long nowNanos) {
        return tcpPermissions.has(peer.high(), peer.low(), nowNanos);
    }

    /// Binds a channel and permits its peer.
    public Bound bind(int number, PeerAddress address, long nowNanos) {
        Remote peer = address.remote();
        ChannelBinding byNumber = channels.byNumber(number, nowNanos);
        ChannelBinding byPeer = channels.byPeer(peer.high(), peer.low(), peer.port(), nowNanos);
        if (byNumber != byPeer) {
            return Bound.CONFLICT;
        }
        boolean isFull = byNumber == null && channels.isFull(nowNanos);
        if (isFull || !permit(List.of(address), nowNanos)) {
            return Bound.FULL;
        }
        channels.bind(number, peer, nowNanos + CHANNEL_LIFETIME.toNanos(), nowNanos);
        return Bound.DONE;
    }

    /// The peer of a channel; null when the number is not bound.
    ///
    /// Hot path: called per packet.
    public @Nullable ChannelBinding channel(int number, long nowNanos) {
        return channels.byNumber(number, nowNanos);
    }

    /// The channel of a peer; null when it has none.
    ///
    /// Hot path: called per packet.
    public @Nullable ChannelBinding channelOf(long high, long low, int port, long nowNanos) {
        return channels.byPeer(high, low, port, nowNanos);
    }
}
