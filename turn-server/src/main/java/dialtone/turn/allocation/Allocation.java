package dialtone.turn.allocation;

import static java.util.Objects.requireNonNull;

import dialtone.turn.protocol.PeerAddress;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A relayed address that a client has for a while (RFC 8656 section 5).
///
/// It begins with an Allocate request, lives as long as Refresh requests keep it, and ends by a
/// Refresh with lifetime 0, by its time, or with its client's connection. Permissions live 5
/// minutes and channels 10, and a ChannelBind renews both.
///
/// Threading: for the shard's thread.
public final class Allocation {

    /// RFC 8656 section 9: not configurable.
    private static final Duration PERMISSION_LIFETIME = Duration.ofMinutes(5);

    /// RFC 8656 section 12: not configurable.
    private static final Duration CHANNEL_LIFETIME = Duration.ofMinutes(10);

    private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Client client;
    private final String user;
    private final String username;
    private final InetSocketAddress relayed;
    private final StunMessage request;
    private final Permissions permissions;
    private final Channels channels;
    private final long createdNanos;
    private long expiresNanos;
    private @Nullable UdpSocket socket;

    /// An allocation that has no socket yet.
    ///
    /// @param user what quotas count by
    /// @param username of the credential that made it; no other may use it
    /// @param relayed as the client is told it
    /// @param request that made it, to know a retransmission of it
    public Allocation(
            Client client,
            String user,
            String username,
            InetSocketAddress relayed,
            StunMessage request,
            Bounds bounds,
            long nowNanos) {
        this.client = client;
        this.user = user;
        this.username = username;
        this.relayed = relayed;
        this.request = request;
        this.permissions = new Permissions(bounds.maxPermissions());
        this.channels = new Channels(bounds.maxChannels());
        this.createdNanos = nowNanos;
        this.expiresNanos = nowNanos;
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

    public void open(UdpSocket opened) {
        socket = opened;
    }

    public UdpSocket socket() {
        return requireNonNull(socket, "the relay socket is not open yet");
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

    public InetSocketAddress relayed() {
        return relayed;
    }

    /// Whether it is the request that made this allocation, sent again because its answer was lost.
    public boolean wasMadeBy(StunMessage other) {
        return request.hasTransactionOf(other);
    }

    public Duration age(long nowNanos) {
        return Duration.ofNanos(nowNanos - createdNanos);
    }

    public void extend(Duration lifetime, long nowNanos) {
        expiresNanos = nowNanos + lifetime.toNanos();
    }

    public int secondsLeft(long nowNanos) {
        return (int) Math.max(0, Duration.ofNanos(expiresNanos - nowNanos).toSeconds());
    }

    /// What there is to tell of it.
    public LiveAllocation describe(long nowNanos) {
        return new LiveAllocation(
                id,
                user,
                username,
                client.transport(),
                client.remote().socketAddress(),
                List.of(relayed),
                age(nowNanos),
                secondsLeft(nowNanos),
                permissions.size(nowNanos),
                channels.size(nowNanos));
    }

    public boolean isExpired(long nowNanos) {
        return expiresNanos - nowNanos <= 0;
    }

    /// Whether packets may be exchanged with the address.
    ///
    /// Hot path: called per packet.
    public boolean permits(long high, long low, long nowNanos) {
        return permissions.has(high, low, nowNanos);
    }

    /// Permits all of the peers, or none of them when there is no room for all.
    public boolean permit(List<PeerAddress> peers, long nowNanos) {
        List<Remote> remotes = peers.stream().map(PeerAddress::remote).toList();
        int room = permissions.room(nowNanos);
        long more =
                remotes.stream()
                        .filter(peer -> !permissions.isKnown(peer.high(), peer.low()))
                        .map(peer -> peer.high() + ":" + peer.low())
                        .distinct()
                        .count();
        if (more > room) {
            return false;
        }
        remotes.forEach(peer -> permit(peer, nowNanos));
        return true;
    }

    private void permit(Remote peer, long nowNanos) {
        permissions.install(peer.high(), peer.low(), nowNanos + PERMISSION_LIFETIME.toNanos());
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
