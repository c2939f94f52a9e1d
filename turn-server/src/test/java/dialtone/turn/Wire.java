package dialtone.turn;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A client's or a peer's end of a transport.
interface Wire extends AutoCloseable {

    /// How long a test waits for what must come.
    int DEADLINE_MILLIS = 10_000;

    void send(byte[] bytes) throws IOException;

    /// The next message: STUN or ChannelData, with its padding cut off.
    byte[] receive() throws IOException;

    InetSocketAddress local();

    @Override
    void close() throws IOException;
}
