package dialtone.signaling.hub;

import java.time.Duration;

/// How much of everything there may be.
///
/// @param messageRate messages a session may send each second, on average
/// @param messageBurst messages it may send at once
/// @param ringTimeout how long a call rings
/// @param openTimeout how long a connection may take to open its session
public record Limits(
        int maxSessions,
        int maxSessionsPerUser,
        int maxCallsPerSession,
        int maxRoomsPerSession,
        int maxRoomPeers,
        int messageRate,
        int messageBurst,
        Duration ringTimeout,
        Duration openTimeout) {}
