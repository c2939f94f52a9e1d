/// The hub: who is connected, who calls whom, and what they pass to each other.
///
/// *Starting points*: [Hub] is made once; a transport gives it a [Connection] and gets a
/// [Session], to which it brings every message. [Admission] says who is let in. A [Bridge] serves
/// addresses that are not ours, such as telephone numbers.
///
/// *Threading*: a session's requests and each call's state have their own serial queues; nothing
/// here waits and nothing holds a lock while it calls others.
@NullMarked
package dialtone.signaling.hub;

import org.jspecify.annotations.NullMarked;
