/// Who is there: what each endpoint says of itself, how a user is shown who has several, who is
/// in a room, and who is told of changes.
///
/// *Starting points*: [Presences] knows users, [Rosters] rooms; [Watches] are what one session
/// wants to be told of. [PresenceStore] and [RosterStore] keep the state, in memory here; changes
/// travel over the [dialtone.signaling.bus.Bus].
///
/// *Threading*: all but [Watches] are for any number of threads.
@NullMarked
package dialtone.signaling.presence;

import org.jspecify.annotations.NullMarked;
