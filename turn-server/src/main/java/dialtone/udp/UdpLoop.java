package dialtone.udp;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Waits for many sockets at once.
///
/// Threading: for one thread, but [#wakeup()] is for any.
public interface UdpLoop extends AutoCloseable {

    /// Told which socket has something.
    @FunctionalInterface
    interface Handler {

        /// There is something to receive.
        ///
        /// Hot path: called per socket that has something.
        void readable(UdpSocket socket);

        /// The network says that a datagram did not arrive.
        ///
        /// @param to where it was sent to
        /// @param type of the ICMP or ICMPv6 message
        /// @param code of the message
        /// @param mtuBytes what fits, where a datagram was too long; otherwise 0
        default void unreachable(UdpSocket socket, Remote to, int type, int code, int mtuBytes) {}
    }

    /// Opens a socket.
    ///
    /// @param local port 0 for any free one
    /// @param attachment to find again when it is readable
    /// @param bufferBytes what the system may keep for it in each direction
    /// @param isShared whether other loops bind the same address, each to get its share of clients
    UdpSocket open(
            InetSocketAddress local, @Nullable Object attachment, int bufferBytes, boolean isShared)
            throws IOException;

    /// Waits until a socket is readable, somebody wakes it, or the time is over; then tells of each
    /// readable one.
    void poll(long timeoutMillis, Handler handler) throws IOException;

    /// Sends what waits in any socket. Slots that were sent from may be used again after it.
    void flush();

    /// Ends the current or next [#poll(long, Handler)].
    void wakeup();

    @Override
    void close();
}
