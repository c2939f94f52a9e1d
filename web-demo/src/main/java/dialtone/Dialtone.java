package dialtone;

import dialtone.config.Loaded;
import dialtone.config.Secret;
import dialtone.process.CannotListenException;
import dialtone.process.CommandLines;
import dialtone.process.StartException;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.HealthCheck;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.http.Routes;
import dialtone.signaling.hub.IceServerSource;
import dialtone.turn.TurnServer;
import dialtone.turn.auth.RestCredentials;
import dialtone.web.StaticPages;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The one process: the relay, signaling and pages, and the admin port.
///
/// Threading: started and closed by one thread; the state and the parts are read by any.
public final class Dialtone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dialtone.class);

    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable AdminServer admin;
    private volatile @Nullable TurnServer turn;
    private volatile @Nullable SignalingServer signaling;
    private volatile @Nullable RelayCredentials credentials;
    private volatile @Nullable Reload<DialtoneConfig> reload;

    /// For the relay's credentials where none is configured: it ends with the process.
    private final Secret ownSecret = Secret.random();

    private Dialtone() {}

    /// The command line's entry; `--help` tells what there is.
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(Commands.all(System.getenv()), arguments));
    }

    /// Opens everything.
    ///
    /// @throws StartException when a port cannot be had; it tells all of them, and nothing is left
    ///     open
    public static Dialtone start(Loaded<DialtoneConfig> loaded) {
        Dialtone dialtone = new Dialtone();
        List<String> reasons = dialtone.open(loaded);
        if (!reasons.isEmpty()) {
            dialtone.close();
            throw new StartException(reasons);
        }
        dialtone.state = ProcessState.SERVING;
        return dialtone;
    }

    /// Opens one part after the other, also when one fails, so that all reasons are found.
    private List<String> open(Loaded<DialtoneConfig> loaded) {
        DialtoneConfig config = withSecret(loaded.config());
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<String> reasons = new ArrayList<>();
        RelayHealth relayHealth = new RelayHealth(() -> turn);
        HealthCheck relay = new HealthCheck("turn", relayHealth::problem);
        HealthCheck takes = new HealthCheck("turn", relayHealth::drainProblem);
        HealthCheck port = new HealthCheck("signaling", this::signalingProblem);
        AdminServer.Health health =
                new AdminServer.Health(() -> state, List.of(relay), List.of(relay, takes, port));
        Reload<DialtoneConfig> again =
                new Reload<>(loaded, UnaryOperator.identity(), List.of(this::apply), registry);
        reload = again;
        admin =
                open(
                        reasons,
                        () ->
                                AdminServer.start(
                                        config.admin(),
                                        registry,
                                        health,
                                        routes -> addRoutes(routes, again)));
        TurnServer relayServer = open(reasons, () -> TurnServer.start(config.turn(), registry));
        turn = relayServer;
        List<InetSocketAddress> listeners =
                relayServer == null ? List.of() : relayServer.listeners();
        RelayCredentials ice = credentials(config, relayServer, listeners);
        credentials = ice;
        signaling = open(reasons, () -> startSignaling(config, ice, registry));
        return reasons;
    }

    private DialtoneConfig withSecret(DialtoneConfig config) {
        return config.turn().authSecrets().isEmpty() ? config.withRelaySecret(ownSecret) : config;
    }

    private void addRoutes(Routes routes, Reload<DialtoneConfig> again) {
        TurnRoutes.add(routes, () -> turn);
        again.addTo(routes);
    }

    private void apply(DialtoneConfig configured) {
        DialtoneConfig config = withSecret(configured);
        TurnServer relay = turn;
        RelayCredentials minting = credentials;
        if (relay != null && minting != null) {
            relay.reconfigure(config.turn());
            minting.use(new RestCredentials(config.turn().authSecrets().getFirst()));
        }
    }

    /// Reads the configuration again and applies what can be applied.
    void reload() {
        Objects.requireNonNull(reload).run();
    }

    private static <T> @Nullable T open(List<String> reasons, Supplier<T> part) {
        try {
            return part.get();
        } catch (CannotListenException e) {
            reasons.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static SignalingServer startSignaling(
            DialtoneConfig config, IceServerSource iceServers, MeterRegistry registry) {
        return SignalingServer.start(
                config.signaling(),
                iceServers,
                List.of(new StaticPages(config.web().directory())),
                registry);
    }

    private static RelayCredentials credentials(
            DialtoneConfig config, @Nullable TurnServer relay, List<InetSocketAddress> listeners) {
        List<String> configured = config.signaling().turnUrls();
        return new RelayCredentials(
                configured.isEmpty()
                        ? RelayCredentials.urls(listeners, config.turn().reachableAddress())
                        : configured,
                new RestCredentials(config.turn().authSecrets().getFirst()),
                config.signaling().turnCredentialLifetime(),
                InstantSource.system(),
                relay != null && configured.isEmpty() ? relay::revoke : null);
    }

    private @Nullable String signalingProblem() {
        SignalingServer server = signaling;
        return server == null || server.isListening() ? null : "it takes no connections";
    }

    /// Where browsers connect.
    public InetSocketAddress address() {
        return Objects.requireNonNull(signaling).address();
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
