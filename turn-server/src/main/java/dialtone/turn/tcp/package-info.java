/// Relaying over TCP (RFC 6062): connections between a relayed address and its peers, each joined
/// to a connection that the client opens for it.
///
/// *Starting points*: [TcpRelay] is the relayed address, [PeerConnection] one connection.
///
/// *Threading*: what is decided is decided by the allocation's shard; what waits for a network is
/// on virtual threads.
@NullMarked
package dialtone.turn.tcp;

import org.jspecify.annotations.NullMarked;
