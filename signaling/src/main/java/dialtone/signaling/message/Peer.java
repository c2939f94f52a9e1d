package dialtone.signaling.message;

/// Somebody in a room.
///
/// @param id names this one endpoint in this one room
public record Peer(String id, Party party) {}
