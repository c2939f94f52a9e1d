package dialtone.signaling.hub;

import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.Answer.RoomJoined;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.LeaveReason;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.RoomDescribe;
import dialtone.signaling.message.RequestId;
import dialtone.signaling.room.Room;
import dialtone.signaling.room.RoomMember;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Somebody behind a bridge who is in a room: the member that a [Bridge.Guest] stands behind.
///
/// What is said too late, or too early, does nothing.
///
/// Threading: for any thread; what is said reaches the room in the order in which one thread says
/// it.
public final class BridgedGuest implements RoomMember {

    private static final Logger LOG = LoggerFactory.getLogger(BridgedGuest.class);

    /// Nobody reads the answers to a bridge's requests, so all have the same name.
    static final RequestId REQUEST = RequestId.of(0);

    private final Party party;
    private final Bridge.Guest guest;
    private volatile @Nullable Room room;
    private volatile boolean isGone;

    BridgedGuest(Party party, Bridge.Guest guest) {
        this.party = party;
        this.guest = guest;
    }

    /// Sends one of the others a description.
    ///
    /// @param to the other's peer id
    public void describe(String to, RawJson description) {
        Room entered = room;
        if (entered != null) {
            entered.handle(this, new RoomDescribe(REQUEST, entered.name(), to, description));
        }
    }

    /// Leaves the room; the guest is told nothing more.
    public void leave() {
        isGone = true;
        Room entered = room;
        if (entered != null) {
            entered.leave(this, LeaveReason.LEFT);
        }
    }

    @Override
    public Party party() {
        return party;
    }

    @Override
    public boolean takesMessages() {
        return false;
    }

    @Override
    public boolean entered(Room entered) {
        room = entered;
        // Looked at after the room is known: whoever leaves meanwhile is turned away here, or
        // leaves there.
        return !isGone;
    }

    @Override
    public void left(Room left) {
        room = null;
    }

    /// Tells the guest. What it throws is a defect that must not reach the others.
    @Override
    public void send(Event message) {
        tell(
                () -> {
                    switch (message) {
                        case RoomPeerJoined(var _, var peer) -> guest.peerJoined(peer);
                        case RoomPeerLeft(var _, var peer, var _) -> guest.peerLeft(peer);
                        case RoomDescription(var _, var from, var description) ->
                                guest.described(from, description);
                        case RoomCandidates(var _, var from, var candidates) ->
                                guest.trickled(from, candidates);
                        default ->
                                LOG.debug(
                                        "event=bridge_guest_told_needlessly call_id={}",
                                        guest.name());
                    }
                });
    }

    @Override
    public void done(Request request, Result result) {
        if (result instanceof RoomJoined(var _, var _, var peers)) {
            tell(() -> guest.joined(peers));
        }
    }

    @Override
    public void failed(Request request, ErrorCode code, String words) {
        if (request instanceof Request.RoomJoin) {
            tell(() -> guest.refused(code, words));
        } else {
            LOG.debug(
                    "event=bridge_guest_request_failed call_id={} code={}",
                    guest.name(),
                    code.wire());
        }
    }

    private void tell(Runnable what) {
        if (isGone) {
            return;
        }
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            LOG.error("event=bridge_guest_failed call_id={}", guest.name(), e);
            leave();
        }
    }
}
