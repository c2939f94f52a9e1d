package dialtone.turn.allocation;

import dialtone.udp.Datagrams;
import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/// The way back to a client, over whatever transport it came.
///
/// Threading: for the shard's thread.
public interface Client {

    /// Its address as this server sees it.
    Remote remote();

    /// Where it reached this server.
    InetSocketAddress server();

    /// `udp`, `tcp`, `tls` or `dtls`; a label of metrics.
    String transport();

    /// Sends an answer.
    void answer(byte[] message);

    /// Its request is not answered, because its source asks too often without a credential. A
    /// client with a connection must not be left waiting on it.
    default void unanswered() {}

    /// Sends a relayed packet that is whole in a slot.
    ///
    /// Hot path: called per packet.
    void relay(Datagrams from, int slot, int offset, int length);

    /// The allocation it has; null for none.
    @Nullable Allocation allocation();

    /// Takes an allocation that comes from another thread.
    ///
    /// @return false when it has one already, or its connection is closed
    boolean adopt(Allocation allocation);

    /// Its allocation has ended or moved to another client; a connection that has no other use is
    // closed.
    void allocationEnded();
}
