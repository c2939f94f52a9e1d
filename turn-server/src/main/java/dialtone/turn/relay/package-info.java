/// The relay at work: shards that own sockets and allocations, the way of a packet, what requests
/// do, and which addresses peers may have.
///
/// *Starting points*: [Shard] is the loop; [Relay] the packets; [Requests] the control.
///
/// *Threading*: everything of a shard belongs to its thread. [AddressPolicy] is immutable,
/// [TurnMetrics] for any thread.
@NullMarked
package dialtone.turn.relay;

import org.jspecify.annotations.NullMarked;
