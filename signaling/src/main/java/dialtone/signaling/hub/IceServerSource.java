package dialtone.signaling.hub;

/// Where sessions get their STUN and TURN servers, with credentials of their own.
///
/// Threading: called from many threads, some of which read sockets; must not wait.
@FunctionalInterface
public interface IceServerSource {

    /// Servers and fresh credentials for a session of a user; those it was given before still work.
    ///
    /// @param session that is open; [#ended(String)] is told of its end
    IceServers forSession(String session, String user);

    /// The session is over, so its credentials are of no more use.
    default void ended(String session) {}
}
