package dialtone.signaling;

import dialtone.config.ByteSize;
import dialtone.config.Durations;
import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.signaling.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How the signaling server is set up.
///
/// @param listen where browsers connect
/// @param ticketKeys key id to HS256 secret; none means development mode, in which anybody gets a
///     ticket, and which is refused unless `listen` is a loopback address
/// @param publishableKeys for pages without a backend of their own: key to what it opens
/// @param allowedOrigins whose pages may connect, such as `https://shop.example.com`; empty for all
/// @param transports the ways to connect
/// @param ringTimeout how long a call rings at most
/// @param openTimeout how long a connection may take to open its session
/// @param resumeTimeout how long a session and its calls wait for their client after its connection
///     was lost; zero for not at all
/// @param pingInterval how often each connection is asked whether it is alive; two pings without
///     an answer end it
/// @param maxMessageSize of one message from a client
/// @param messageRate messages a session may send each second, on average
/// @param messageBurst messages a session may send at once
/// @param sendQueue bytes that may wait for a client that reads slowly
/// @param maxRoomPeers in a mesh everybody sends to everybody, so few
/// @param drainTimeout how long calls may go on after the process was asked to stop
/// @param turnUrls told to clients; empty for those of the embedded relay
/// @param turnCredentialLifetime how long the TURN credentials of a session work
/// @param turnOnSamePort whether the port of browsers takes TURN too, for the embedded relay
/// @param presence how much sessions may see of others
/// @param messages how much users may say to each other
/// @param tls whether it speaks HTTPS
public record SignalingConfig(
        InetSocketAddress listen,
        Map<String, Secret> ticketKeys,
        Map<String, PublishableKeyConfig> publishableKeys,
        List<String> allowedOrigins,
        List<Transport> transports,
        Duration ringTimeout,
        Duration openTimeout,
        Duration resumeTimeout,
        Duration pingInterval,
        ByteSize maxMessageSize,
        int messageRate,
        int messageBurst,
        ByteSize sendQueue,
        int maxSessions,
        int maxSessionsPerUser,
        int maxCallsPerSession,
        int maxRoomsPerSession,
        int maxRoomPeers,
        Duration drainTimeout,
        List<String> turnUrls,
        Duration turnCredentialLifetime,
        boolean turnOnSamePort,
        PresenceConfig presence,
        MessagesConfig messages,
        SignalingTlsConfig tls) {

    /// HS256 needs a key at least as long as its hash (RFC 7518 section 3.2).
    private static final int MIN_KEY_BYTES = 32;

    private static final Duration MAX_RESUME_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MIN_PING_INTERVAL = Duration.ofSeconds(1);
    private static final long MIN_MESSAGE_SIZE = 4 * 1024;
    private static final long MAX_MESSAGE_SIZE = 16 * 1024 * 1024;

    public SignalingConfig {
        ticketKeys = Map.copyOf(ticketKeys);
        publishableKeys = Map.copyOf(publishableKeys);
        allowedOrigins = List.copyOf(allowedOrigins);
        transports = List.copyOf(transports);
        turnUrls = List.copyOf(turnUrls);
        Problems problems = new Problems();
        InetAddress host = listen.getAddress();
        problems.requireHost("listen", listen);
        problems.require(
                host == null || !ticketKeys.isEmpty() || host.isLoopbackAddress(),
                "ticket-keys",
                "none are configured, which is development mode: everybody gets a ticket for"
                        + " everything, so it is only for loopback addresses, and signaling.listen"
                        + " is "
                        + listen.getHostString()
                        + "; configure a key, or listen on 127.0.0.1");
        ticketKeys.forEach(
                (id, secret) ->
                        problems.require(
                                secret.bytes().length >= MIN_KEY_BYTES,
                                "ticket-keys." + id,
                                "the secret has "
                                        + secret.bytes().length
                                        + " bytes (expected: at least "
                                        + MIN_KEY_BYTES
                                        + ")"));
        allowedOrigins.forEach(
                origin ->
                        problems.require(
                                isOrigin(origin),
                                "allowed-origins",
                                "'"
                                        + origin
                                        + "' is no origin (expected: like"
                                        + " https://shop.example.com, with a port if it is not the"
                                        + " usual one, and nothing after it)"));
        List<String> origins = allowedOrigins;
        publishableKeys.forEach((id, key) -> key.check(problems, id, origins));
        problems.require(!transports.isEmpty(), "transports", "is empty (expected: at least one)");
        positive(problems, "ring-timeout", ringTimeout);
        positive(problems, "open-timeout", openTimeout);
        problems.require(
                !resumeTimeout.isNegative() && resumeTimeout.compareTo(MAX_RESUME_TIMEOUT) <= 0,
                "resume-timeout",
                Durations.text(resumeTimeout) + " (expected: 0s to 10m)");
        positive(problems, "turn-credential-lifetime", turnCredentialLifetime);
        problems.require(
                pingInterval.compareTo(MIN_PING_INTERVAL) >= 0,
                "ping-interval",
                Durations.text(pingInterval) + " (expected: 1s or more)");
        long messageBytes = maxMessageSize.bytes();
        problems.require(
                messageBytes >= MIN_MESSAGE_SIZE && messageBytes <= MAX_MESSAGE_SIZE,
                "max-message-size",
                maxMessageSize + " (expected: 4KiB to 16MiB)");
        problems.require(
                sendQueue.bytes() >= 2 * messageBytes,
                "send-queue",
                sendQueue + " (expected: at least twice max-message-size, " + maxMessageSize + ")");
        positive(problems, "message-rate", messageRate);
        positive(problems, "message-burst", messageBurst);
        positive(problems, "max-sessions", maxSessions);
        positive(problems, "max-sessions-per-user", maxSessionsPerUser);
        positive(problems, "max-calls-per-session", maxCallsPerSession);
        positive(problems, "max-rooms-per-session", maxRoomsPerSession);
        problems.require(
                !drainTimeout.isNegative(),
                "drain-timeout",
                Durations.text(drainTimeout) + " (expected: 0s or more)");
        problems.require(
                maxRoomPeers >= 2, "max-room-peers", maxRoomPeers + " (expected: 2 or more)");
        problems.orThrow();
    }

    /// What holds when nothing is configured.
    public static SignalingConfig defaults() {
        return new SignalingConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(Transport.values()),
                Duration.ofSeconds(45),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(25),
                ByteSize.ofKiB(64),
                50,
                200,
                ByteSize.ofKiB(256),
                10_000,
                16,
                8,
                16,
                8,
                Duration.ofHours(1),
                List.of(),
                Duration.ofHours(12),
                true,
                PresenceConfig.defaults(),
                MessagesConfig.defaults(),
                SignalingTlsConfig.defaults());
    }

    /// Whether anybody gets a ticket.
    public boolean isDevelopment() {
        return ticketKeys.isEmpty();
    }

    static boolean isOrigin(String text) {
        return text.matches("https?://[^/?#\\s]+");
    }

    static void positive(Problems problems, String key, Duration value) {
        problems.require(
                value.isPositive(), key, Durations.text(value) + " (expected: more than zero)");
    }

    static void positive(Problems problems, String key, int value) {
        problems.require(value > 0, key, value + " (expected: 1 or more)");
    }
}
