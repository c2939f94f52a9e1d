package dialtone;

import dialtone.config.InvalidConfigException;
import dialtone.process.CannotListenException;
import dialtone.process.CommandLines;
import dialtone.process.StartException;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.WebAddress;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.HealthCheck;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.http.WebPort;
import dialtone.signaling.hub.IceServerSource;
import dialtone.turn.TurnServer;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.stream.TurnConnectionFactory;
import dialtone.web.StaticPages;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// The one process: the relay, signaling and pages, and the admin port.
///
/// Threading: started and closed by one thread; the state and the parts are read by any.
public final class Dialtone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dialtone.class);

    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable AdminServer admin;
    private volatile @Nullable TurnServer turn;
    private volatile @Nullable SignalingServer signaling;

    private Dialtone() {}

    /// The command line's entry; `--help` tells what there is.
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(Commands.all(System.getenv()), arguments));
    }

    /// Opens everything.
    ///
    /// @throws InvalidConfigException when a certificate cannot be used; nothing is left open
    /// @throws StartException when a port cannot be had; it tells all of them, and nothing is left
    ///     open
    public static Dialtone start(DialtoneConfig config) {
        Dialtone dialtone = new Dialtone();
        List<String> reasons;
        try {
            reasons = dialtone.open(config.withRelaySecret());
        } catch (InvalidConfigException e) {
            dialtone.close();
            throw e;
        }
        if (!reasons.isEmpty()) {
            dialtone.close();
            throw new StartException(reasons);
        }
        dialtone.state = ProcessState.SERVING;
        return dialtone;
    }

    /// Opens one part after the other, also when one fails, so that all reasons are found.
    private List<String> open(DialtoneConfig config) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<String> reasons = new ArrayList<>();
        HealthCheck relay = new HealthCheck("turn", this::relayProblem);
        HealthCheck port = new HealthCheck("signaling", this::signalingProblem);
        AdminServer.Health health =
                new AdminServer.Health(() -> state, List.of(relay), List.of(relay, port));
        admin = open(reasons, () -> AdminServer.start(config.admin(), registry, health));
        TurnServer relayServer = open(reasons, () -> TurnServer.start(config.turn(), registry));
        turn = relayServer;
        signaling = open(reasons, () -> startSignaling(config, relayServer, registry));
        return reasons;
    }

    private static <T> @Nullable T open(List<String> reasons, Supplier<T> part) {
        try {
            return part.get();
        } catch (CannotListenException e) {
            reasons.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /// @param relay null when it could not be opened, so that nothing will be served
    private static SignalingServer startSignaling(
            DialtoneConfig config, @Nullable TurnServer relay, MeterRegistry registry) {
        return SignalingServer.start(
                config.signaling(),
                relay != null && config.signaling().turnOnSamePort()
                        ? turnBesideHttp(relay)
                        : WebPort.Beside.nothing(),
                page -> iceServers(config, relay, page),
                List.of(new StaticPages(config.web().directory())),
                registry);
    }

    private static WebPort.Beside turnBesideHttp(TurnServer relay) {
        return new WebPort.Beside(
                List.of(relay.connectionFactory()), TurnConnectionFactory.APPLICATION_PROTOCOLS);
    }

    private static IceServerSource iceServers(
            DialtoneConfig config, @Nullable TurnServer relay, WebAddress page) {
        List<String> configured = config.signaling().turnUrls();
        return new RelayCredentials(
                configured.isEmpty() && relay != null ? urls(config, relay, page) : configured,
                new RestCredentials(config.turn().authSecrets().getFirst()),
                config.signaling().turnCredentialLifetime(),
                InstantSource.system());
    }

    /// All ways to the relay in this process; of those by TLS the shared port comes last, since the
    /// others let media go past the pages.
    private static List<String> urls(DialtoneConfig config, TurnServer relay, WebAddress page) {
        InetAddress reachable = config.turn().reachableAddress();
        List<String> urls = new ArrayList<>(RelayCredentials.urls(relay.listeners(), reachable));
        for (InetSocketAddress listener : relay.tlsListeners()) {
            urls.add(RelayCredentials.tlsUrl(listener, relay.tlsHostName(), reachable));
        }
        if (page.isTls() && config.signaling().turnOnSamePort()) {
            urls.add(RelayCredentials.tlsUrl(page.socket(), page.hostName(), reachable));
        }
        return urls;
    }

    /// Null while it is well, or not open yet, of which the state tells.
    private @Nullable String relayProblem() {
        TurnServer server = turn;
        return server == null || server.isHealthy()
                ? null
                : "one of its threads has ended; the log says why";
    }

    private @Nullable String signalingProblem() {
        SignalingServer server = signaling;
        return server == null || server.isListening() ? null : "it takes no connections";
    }

    /// Where browsers connect.
    public InetSocketAddress address() {
        return Objects.requireNonNull(signaling).address();
    }

    /// The same, and how.
    WebAddress webAddress() {
        return Objects.requireNonNull(signaling).webAddress();
    }

    public InetSocketAddress adminAddress() {
        return Objects.requireNonNull(admin).address();
    }

    /// Where the relay is, over UDP and over TCP.
    public List<InetSocketAddress> relayAddresses() {
        return Objects.requireNonNull(turn).listeners();
    }

    /// Lets nobody in any more, says goodbye and closes everything; the admin port tells of it to
    /// the end.
    @Override
    public void close() {
        state = ProcessState.DRAINING;
        close(signaling);
        state = ProcessState.STOPPING;
        close(turn);
        close(admin);
    }

    private static void close(@Nullable AutoCloseable part) {
        if (part == null) {
            return;
        }
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("event=stop_failed part={}", part.getClass().getSimpleName(), e);
        }
    }
}
