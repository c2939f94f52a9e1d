package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

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
    record Invitation(
            String call,
            Address to,
            Party from,
            Ticket ticket,
            @Nullable String origin,
            Media media,
            RawJson offer) {}

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

        /// The call is over; nothing comes after it.
        void ended(Ending ending);
    }
}
