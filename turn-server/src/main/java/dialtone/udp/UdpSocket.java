package dialtone.udp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// A socket of a [UdpLoop]; nothing here waits.
///
/// Threading: for the loop's thread.
public interface UdpSocket extends AutoCloseable {

    /// Where it is bound, with the real port.
    InetSocketAddress local();

    /// What the owner wants to find again when the socket is readable.
    @Nullable Object attachment();

    /// Receives what is there, up to `count` datagrams, into slots from `first` on.
    ///
    /// Hot path: called per batch.
    ///
    /// @return how many were received; 0 when nothing is there
    int receive(Datagrams into, int first, int count);

    /// Sends bytes of a slot, now or at the loop's next [UdpLoop#flush()]: the slot must stay as it
    /// is until then.
    ///
    /// A datagram that the system does not take is lost, as any datagram may be, and counted.
    ///
    /// Hot path: called per packet.
    ///
    /// @param offset where the datagram begins in the slot
    void send(Datagrams from, int slot, int offset, int length, Remote to);

    /// Says whether what is sent from now on may be fragmented on its way (the DF bit of IPv4), as
    /// it may be at first.
    void allowFragments(boolean allowed);

    /// Datagrams that the system did not take, since the socket was opened.
    long sendFailures();

    @Override
    void close();
}
