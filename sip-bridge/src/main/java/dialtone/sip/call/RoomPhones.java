package dialtone.sip.call;

import dialtone.media.bridge.Conference;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedGuest;
import dialtone.signaling.message.Party;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The conferences of the rooms that phones are in: one for each such room, while a phone is there.
///
/// Threading: for any thread.
final class RoomPhones {

    /// Of addresses of rooms; only numbers of trunks lead to them.
    static final String SCHEME = "room";

    private final PhoneLine line;
    private final Entrance entrance;
    private final Map<String, Shared> conferences = new ConcurrentHashMap<>();

    /// Where rooms are.
    interface Entrance {

        /// See [dialtone.signaling.hub.Hub#enter].
        BridgedGuest enter(String room, Party party, Bridge.Guest guest);
    }

    /// @param phones that are in it
    private record Shared(Conference conference, int phones) {}

    RoomPhones(PhoneLine line, Entrance entrance) {
        this.line = line;
        this.entrance = entrance;
    }

    BridgedGuest enter(String room, Party party, Bridge.Guest guest) {
        return entrance.enter(room, party, guest);
    }

    /// The room's conference, for one more phone, who says when it needs it no longer.
    Conference conference(String room) {
        return conferences
                .compute(
                        room,
                        (_, shared) ->
                                shared == null
                                        ? new Shared(
                                                Conference.open(line.media(), line.codecs()), 1)
                                        : new Shared(shared.conference(), shared.phones() + 1))
                .conference();
    }

    /// A phone needs the room's conference no longer; the last one ends it.
    void leave(String room) {
        conferences.computeIfPresent(
                room,
                (_, shared) -> {
                    if (shared.phones() > 1) {
                        return new Shared(shared.conference(), shared.phones() - 1);
                    }
                    shared.conference().close();
                    return null;
                });
    }
}
