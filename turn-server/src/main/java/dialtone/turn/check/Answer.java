package dialtone.turn.check;

import dialtone.turn.protocol.StunMessage;

/// What became of a request.
sealed interface Answer {

    /// Done, and vouched for where that is to be expected.
    record Done(StunMessage message) implements Answer {}

    /// The server said no.
    ///
    /// @param words its own; may be empty
    record Refused(StunMessage message, int code, String words) implements Answer {}

    /// None came, or none that can be believed.
    ///
    /// @param words the whole reason, and what to do
    record Missing(String words) implements Answer {}
}
