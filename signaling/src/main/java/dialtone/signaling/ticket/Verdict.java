package dialtone.signaling.ticket;

import dialtone.signaling.message.ErrorCode;

/// What a look at a ticket, or at a whole attempt to connect, came to.
public sealed interface Verdict {

    /// They may come in, as this ticket says.
    record Accepted(Ticket ticket) implements Verdict {}

    /// They may not.
    ///
    /// @param message words a developer can act on: what is wrong, by how much, and what to do
    record Refused(ErrorCode code, String message) implements Verdict {}
}
