package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Peer;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Serves all addresses of some schemes, such as `tel:`, by another network than ours.
///
/// Its side of a call is an endpoint like a browser: it gets the same invitations and answers in
/// the same words, by [BridgedCall].
///
/// Threading: called by any thread, and must not wait.
public interface Bridge {

    /// The schemes whose addresses it serves.
    Set<String> schemes();

    /// Is told the hub that it serves, before anybody calls; by it, it makes calls of its own.
    default void joined(Hub hub) {}

    /// Where the media of its calls goes; null when it is not the same for all of them.
    default @Nullable Gateway gateway() {
        return null;
    }

    /// Takes a call to one of its addresses. What is wrong with it is told by
    /// [BridgedCall#end(Ending)], as what goes wrong later.
    ///
    /// @param call to answer by, also before this returns
    /// @return what hears of the call
    Leg invited(Invitation invitation, BridgedCall call);

    /// Somebody calls an address of the bridge.
    ///
    /// @param ticket of the caller: what it may dial, and how much
    /// @param origin of the caller's page; null when it is no page
    /// @param headers that the caller wants the other network to get, by their names: whether it
    ///     does is for the bridge to decide
    /// @param gatewayIce what the caller wants the bridge's end of the media to be known by, and
    ///     may check already; null for whatever the answer says
    record Invitation(
            String call,
            Address to,
            Party from,
            Ticket ticket,
            @Nullable String origin,
            Media media,
            RawJson offer,
            Map<String, String> headers,
            Gateway.@Nullable Ice gatewayIce) {}

    /// The bridge's side of a call, told what the other one does.
    ///
    /// Threading: told things in order, by the call's queue; must not wait.
    interface Leg {

        /// An endpoint rings, of a call that the bridge made.
        void ringing();

        /// Somebody took the call that the bridge made.
        void answered(Party by, RawJson answer);

        /// The other side renegotiates.
        void described(RawJson description);

        /// The other side has more candidates.
        void trickled(RawJson candidates);

        /// The other side presses keys of the phone, one after another.
        ///
        /// @param digits of `0` to `9`, `*`, `#` and `A` to `D`
        /// @param millis how long each is pressed; null for what is usual
        /// @return whether the bridge can press them
        default boolean digits(String digits, @Nullable Integer millis) {
            return false;
        }

        /// The other side wants this one to be connected with somebody else, and is then out of the
        /// call. What becomes of it is told by [BridgedCall#transferProgress(String, int)], and by
        /// [BridgedCall#end(Ending)] with [EndReason#TRANSFERRED].
        ///
        /// @param to whom; the ticket allows it
        /// @param ticket of the other side, which pays for it
        /// @return whether the bridge can try
        default boolean transferred(Address to, Ticket ticket) {
            return false;
        }

        /// As [#transferred(Address, Ticket)], with whom the other side talks to already.
        ///
        /// @param otherCall another call of the other side with a bridge, perhaps with another one
        /// @return whether the bridge can try
        default boolean transferred(String otherCall) {
            return false;
        }

        /// The other side lost its connection to the server, or has it again. The call goes on
        /// meanwhile, and media between the two may or may not.
        default void away(boolean isAway) {}

        /// The call is over; nothing comes after it.
        void ended(Ending ending);
    }

    /// Somebody behind the bridge in a room, told what the others do. As everybody who joins, it
    /// makes an offer to each who is there, by [BridgedGuest#describe(String, RawJson)], and gets
    /// one from each who comes later.
    ///
    /// Threading: told things in order, by the room's queue; must not wait.
    interface Guest {

        /// The call's name, for the log; for any thread.
        String name();

        /// It is in the room.
        ///
        /// @param peers who was there before
        void joined(List<Peer> peers);

        /// It may not be in the room; nothing comes after it.
        ///
        /// @param words for a person
        void refused(ErrorCode code, String words);

        /// Somebody has come, and will make an offer.
        void peerJoined(Peer peer);

        /// Somebody is gone.
        ///
        /// @param peer the id
        void peerLeft(String peer);

        /// One of the others offers or answers.
        void described(String from, RawJson description);

        /// One of the others has more candidates.
        void trickled(String from, RawJson candidates);
    }
}
