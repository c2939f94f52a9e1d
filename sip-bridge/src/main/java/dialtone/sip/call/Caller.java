package dialtone.sip.call;

import dialtone.signaling.hub.Bridge;
import dialtone.signaling.message.Party;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

/// Who has begun a call, and so is who may dial and pays.
///
/// @param ticket null for a phone
/// @param origin of the page; null when it is none
/// @param trunk that a phone calls by; null for a browser
record Caller(
        Party party, @Nullable Ticket ticket, @Nullable String origin, @Nullable Trunk trunk) {

    static Caller of(Bridge.Invitation invitation) {
        return new Caller(invitation.from(), invitation.ticket(), invitation.origin(), null);
    }

    static Caller phone(Party party, Trunk trunk) {
        return new Caller(party, null, null, trunk);
    }

    /// The same with another ticket, whose holder pays for what comes.
    Caller with(Ticket other) {
        return new Caller(party, other, origin, trunk);
    }
}
