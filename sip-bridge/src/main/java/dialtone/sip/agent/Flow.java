package dialtone.sip.agent;

import java.net.InetSocketAddress;

/// A UDP socket, or a connection.
///
/// Threading: for any thread; none waits.
interface Flow {

    Transport transport();

    boolean isOpen();

    /// Sends a message.
    ///
    /// @param remote to whom; a connection knows it
    /// @param onFailure run once, on any thread, when it is known that the message did not get away
    void send(byte[] bytes, InetSocketAddress remote, Runnable onFailure);
}
