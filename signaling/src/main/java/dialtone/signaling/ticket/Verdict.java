package dialtone.signaling.ticket;

import dialtone.signaling.message.ErrorCode;

/// Whether a connection is let in.
public sealed interface Verdict {

    record Accepted(Ticket ticket) implements Verdict {}

    record Refused(ErrorCode code, String message) implements Verdict {}
}
