/// A TURN client that finds out whether a relay works: ours in the same process, or any other.
///
/// *Starting points*: [TurnCheck] asks and relays; [Step] is what it tells of each thing it did.
/// Nothing of the server is used but the reader and the writer of messages.
@NullMarked
package dialtone.turn.check;

import org.jspecify.annotations.NullMarked;
