package dialtone.turn.allocation;

import static java.util.Objects.requireNonNull;

import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.tcp.TcpRelay;
import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.Duration;

/// One of the addresses that an allocation relays at. Each family has its own lifetime (RFC 8656
/// section 8.1).
///
/// Threading: for the shard's thread.
public final class RelayedAddress {

    private final AddressFamily family;
    private final InetSocketAddress told;
    private final Remote remote;
    private @Nullable UdpSocket socket;
    private @Nullable TcpRelay tcp;
    private long expiresNanos;

    /// An address without a lifetime yet, whose socket is to be opened.
    ///
    /// @param told as the client is told it
    public RelayedAddress(InetSocketAddress told, long nowNanos) {
        this.family = AddressFamily.of(told.getAddress());
        this.told = told;
        this.remote = Remote.of(told);
        this.expiresNanos = nowNanos;
    }

    public void open(UdpSocket opened) {
        socket = opened;
    }

    public void open(TcpRelay opened) {
        tcp = opened;
    }

    /// Its side over TCP; null when it relays UDP.
    public @Nullable TcpRelay tcp() {
        return tcp;
    }

    public UdpSocket socket() {
        return requireNonNull(socket, "the relay socket is not open yet");
    }

    /// Closes its socket, but keeps the port.
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
        if (tcp != null) {
            tcp.close();
        }
    }

    public AddressFamily family() {
        return family;
    }

    public InetSocketAddress told() {
        return told;
    }

    /// The same in the form of packets.
    public Remote remote() {
        return remote;
    }

    public int port() {
        return told.getPort();
    }

    public void extend(Duration lifetime, long nowNanos) {
        expiresNanos = nowNanos + lifetime.toNanos();
    }

    public int secondsLeft(long nowNanos) {
        return (int) Math.max(0, Duration.ofNanos(expiresNanos - nowNanos).toSeconds());
    }

    public boolean isExpired(long nowNanos) {
        return expiresNanos - nowNanos <= 0;
    }
}
