/// Rooms: everybody in one is told of everybody else, and what one sends to another is passed on.
///
/// *Starting points*: [Rooms] finds or makes a [Room]; who is in it is a [RoomMember].
///
/// *Threading*: each room has its own queue; see [Room].
@NullMarked
package dialtone.signaling.room;

import org.jspecify.annotations.NullMarked;
