package dialtone.signaling.hub;

/// Where sessions get their STUN and TURN servers, with credentials of their own.
///
/// Threading: called from many threads, some of which read sockets; must not wait.
@FunctionalInterface
public interface IceServerSource {

    /// Servers and fresh credentials for a user.
    IceServers forUser(String user);
}
