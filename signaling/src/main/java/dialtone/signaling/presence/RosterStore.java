package dialtone.signaling.presence;

import dialtone.signaling.message.Peer;

import java.util.List;

/// Keeps who is in which room: in memory, or where several machines share it.
///
/// Threading: for any number of threads; each call is one step.
interface RosterStore {

    /// Notes who is in a room from now on.
    Notice.OfRoom put(String room, List<Peer> peers);

    /// Who is in a room. Its version is larger than those of all changes before.
    Notice.OfRoom get(String room);
}
