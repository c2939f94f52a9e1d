package dialtone.signaling;

import java.net.InetSocketAddress;

/// Configurations for tests.
final class TestConfig {

    private TestConfig() {}

    /// The defaults, listening somewhere else.
    static SignalingConfig on(InetSocketAddress listen) {
        SignalingConfig d = SignalingConfig.defaults();
        return new SignalingConfig(
                listen,
                d.ticketKeys(),
                d.allowedOrigins(),
                d.ringTimeout(),
                d.openTimeout(),
                d.pingInterval(),
                d.maxMessageSize(),
                d.messageRate(),
                d.messageBurst(),
                d.sendQueue(),
                d.maxSessions(),
                d.maxSessionsPerUser(),
                d.maxCallsPerSession(),
                d.maxRoomsPerSession(),
                d.maxRoomPeers(),
                d.turnUrls(),
                d.turnCredentialLifetime());
    }
}
