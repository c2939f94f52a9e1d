package dialtone.signaling.message;

/// Whatever the server says: the answer to a request, or an event.
public sealed interface Outgoing permits Answer, Event, NumberedEvent {}
