package dialtone.signaling.hub;

import dialtone.signaling.message.IceServer;

import java.time.Instant;
import java.util.List;

/// What one session may use to find a way for its media.
///
/// @param expiresAt when the credentials stop working
public record IceServers(List<IceServer> servers, Instant expiresAt) {

    public IceServers {
        servers = List.copyOf(servers);
    }
}
