package dialtone.signaling.message;

/// An event on its way to one session.
///
/// @param seq its number among the events of the session, which counts from 1 without gaps
public record NumberedEvent(long seq, Event event) implements Outgoing {}
