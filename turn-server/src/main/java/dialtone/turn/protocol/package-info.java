/// STUN and TURN messages (RFC 8489, RFC 8656): what came in, believed only as far as it was
/// checked, and what goes out.
///
/// *Starting points*: [StunMessage#read(byte[], int)] and [StunWriter]. Attributes are ice4j's
/// classes; this package adds what they lack and is the only one that knows them. Packets that are
/// only relayed do not come through here.
@NullMarked
package dialtone.turn.protocol;

import org.jspecify.annotations.NullMarked;
