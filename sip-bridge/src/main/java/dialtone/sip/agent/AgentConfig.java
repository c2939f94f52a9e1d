package dialtone.sip.agent;

import dialtone.sip.message.MessageLimits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/// What an agent may use and how long it waits.
///
/// @param listen where messages come in; the first of each transport names the agent
/// @param maxTransactions of servers at the same time; more requests are answered with 503
/// @param maxConnections in all, and from one address
/// @param idle after what time without a byte a connection is closed
/// @param keepAlive how often an own connection is kept open with a line end (RFC 5626 section
///     4.4.1)
/// @param connect how long a connection and its handshake may take
/// @param serverTls the certificate for a TLS port; asked for each handshake; null without one
/// @param clientTls for own connections over TLS to a target: whom they believe; asked for each
public record AgentConfig(
        List<ListenOn> listen,
        TimerValues timers,
        MessageLimits limits,
        int maxTransactions,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration idle,
        Duration keepAlive,
        Duration connect,
        @Nullable Supplier<SSLContext> serverTls,
        Function<Target, SSLContext> clientTls) {

    private static final int MAX_TRANSACTIONS = 10_000;
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int MAX_CONNECTIONS_PER_ADDRESS = 50;

    public AgentConfig {
        listen = List.copyOf(listen);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("an agent that listens nowhere hears no answer");
        }
        boolean hasTls = listen.stream().anyMatch(each -> each.transport() == Transport.TLS);
        if (hasTls && serverTls == null) {
            throw new IllegalArgumentException("a TLS port needs a certificate");
        }
    }

    /// What is usual, for these sockets.
    public static AgentConfig of(
            List<ListenOn> listen,
            @Nullable Supplier<SSLContext> serverTls,
            Function<Target, SSLContext> clientTls) {
        return new AgentConfig(
                listen,
                TimerValues.DEFAULT,
                MessageLimits.DEFAULT,
                MAX_TRANSACTIONS,
                MAX_CONNECTIONS,
                MAX_CONNECTIONS_PER_ADDRESS,
                Duration.ofMinutes(10),
                Duration.ofSeconds(90),
                Duration.ofSeconds(5),
                serverTls,
                clientTls);
    }

    public AgentConfig withTimers(TimerValues changed) {
        return new AgentConfig(
                listen,
                changed,
                limits,
                maxTransactions,
                maxConnections,
                maxConnectionsPerAddress,
                idle,
                keepAlive,
                connect,
                serverTls,
                clientTls);
    }

    /// With so many connections, and so many from one address.
    public AgentConfig withMaxConnections(int inAll, int perAddress) {
        return new AgentConfig(
                listen,
                timers,
                limits,
                maxTransactions,
                inAll,
                perAddress,
                idle,
                keepAlive,
                connect,
                serverTls,
                clientTls);
    }
}
