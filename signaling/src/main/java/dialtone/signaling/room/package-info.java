/// Rooms: everybody in one is told of everybody else, and what one sends to another is passed on.
///
/// *Starting points*: [Rooms] finds or makes a [Room]; who is in it is a [RoomMember].
/// [LocalRooms] is their form in one process.
///
/// *Threading*: each room has its own queue; see [LocalRoom].
@NullMarked
package dialtone.signaling.room;

import org.jspecify.annotations.NullMarked;
