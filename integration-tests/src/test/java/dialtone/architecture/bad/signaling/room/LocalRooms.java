package dialtone.architecture.bad.signaling.room;

/// The form in one process of what several may share.
public record LocalRooms() {}
