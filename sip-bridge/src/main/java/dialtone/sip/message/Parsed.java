package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// What a parser made of bytes.
public sealed interface Parsed {

    /// A message with all it must have.
    record Understood(SipMessage message) implements Parsed {}

    /// A line end between messages: somebody keeps the way open (RFC 5626 section 4.4.1).
    record KeepAlive() implements Parsed {}

    /// No message could be made of it.
    ///
    /// @param status with which to answer
    /// @param reason words for a person, naming the place and what is wrong
    /// @param answerable the request as far as [SipResponse#to] needs it: its Via, From, To,
    ///     Call-ID and CSeq are there, though they may be what is wrong; null when nothing can be
    ///     answered, as to responses and ACKs
    record Malformed(int status, String reason, @Nullable SipRequest answerable)
            implements Parsed {}
}
