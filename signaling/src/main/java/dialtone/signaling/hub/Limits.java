package dialtone.signaling.hub;

import java.time.Duration;

/// How much of everything there may be.
///
/// @param messageRate messages a session may send each second, on average
/// @param messageBurst messages it may send at once
/// @param ringTimeout how long a call rings
/// @param openTimeout how long a connection may take to open its session
/// @param resumeTimeout how long a session waits for its client after a connection was lost; zero
///     when it ends at once
/// @param maxKeptBytes of the events that a session keeps for its client's next connection; of
///     messages of other users as much again
public record Limits(
        int maxSessions,
        int maxSessionsPerUser,
        int maxCallsPerSession,
        int maxRoomsPerSession,
        int maxRoomPeers,
        int messageRate,
        int messageBurst,
        Duration ringTimeout,
        Duration openTimeout,
        Duration resumeTimeout,
        long maxKeptBytes,
        ContactLimits contacts) {}
