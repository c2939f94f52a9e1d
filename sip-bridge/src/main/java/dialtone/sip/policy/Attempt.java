package dialtone.sip.policy;

import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

/// Somebody wants to phone somebody.
///
/// @param call its name, for the log
/// @param number as it goes out: E.164 with its plus (`+493012345678`), or short (`112`)
/// @param dialed the address that the page dialed (`tel:+49 30 12345678`); null when nobody did,
///     because the network or the other side names the number
/// @param ticket of whom the call is for
/// @param origin of the page; null when it is none
/// @param trunk that would take the call
public record Attempt(
        String call,
        String number,
        @Nullable String dialed,
        Ticket ticket,
        @Nullable String origin,
        String trunk,
        Kind kind) {

    /// How it comes to it.
    public enum Kind {
        DIAL,
        /// A call that there is shall go on to this number; the call that asks for it ends by it.
        TRANSFER,
        /// The network says to try this number instead. Close the admission of the former first.
        REDIRECT
    }
}
