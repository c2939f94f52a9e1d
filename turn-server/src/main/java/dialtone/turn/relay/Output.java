package dialtone.turn.relay;

import java.nio.ByteBuffer;

/// The sending side of a client's connection.
///
/// Threading: for the shard's thread.
public interface Output {

    /// Takes a copy of the bytes, to be sent with the next [#flush()].
    ///
    /// Hot path: called per packet.
    ///
    /// @return false, and nothing is taken, when too much waits already for the client to read it
    boolean write(ByteBuffer bytes);

    /// Sends what was taken, without waiting for a client that does not read.
    void flush();

    /// Ends the connection; what the client does not take at once is lost.
    void close();
}
