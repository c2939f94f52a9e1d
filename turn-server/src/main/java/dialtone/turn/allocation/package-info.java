/// What a client has on the relay: an [Allocation] with its permissions and channels
/// (RFC 8656 section 5), and what is shared by all: ports and quotas.
///
/// *Threading*: an allocation belongs to its shard's thread; [RelayPorts] and [Quotas] are for any.
@NullMarked
package dialtone.turn.allocation;

import org.jspecify.annotations.NullMarked;
