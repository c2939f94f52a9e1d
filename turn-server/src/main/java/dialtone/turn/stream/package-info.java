/// Clients over connections: TURN over TCP and TLS on Jetty's end points.
///
/// *Starting points*: [StreamListeners] opens the ports; [TurnConnectionFactory] makes any Jetty
/// connector speak TURN; [TurnConnection] is one client.
///
/// *Threading*: Jetty's threads read, encrypt and decrypt; what clients sent is done by the thread
/// of the shard the connection was given to.
@NullMarked
package dialtone.turn.stream;

import org.jspecify.annotations.NullMarked;
