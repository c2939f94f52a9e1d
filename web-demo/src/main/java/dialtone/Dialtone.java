package dialtone;

import dialtone.config.InvalidConfigException;
import dialtone.config.Loaded;
import dialtone.config.Secret;
import dialtone.logging.LogLevels;
import dialtone.process.CannotListenException;
import dialtone.process.CommandLines;
import dialtone.process.StartException;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.WebAddress;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.HealthCheck;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.http.WebPort;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.hub.IceServerSource;
import dialtone.sip.call.PhoneBridge;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.record.CallRecords;
import dialtone.tls.TlsCertificate;
import dialtone.tls.acme.Acme;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The one process: the relay, signaling and pages, phones, and the admin port.
///
/// Threading: started and closed by one thread; the state and the parts are read by any.
public final class Dialtone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dialtone.class);

    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable Acme acme;
    private volatile @Nullable AdminServer admin;
    private volatile @Nullable TurnServer turn;
    private volatile @Nullable PhoneBridge phones;
    private volatile @Nullable CallRecords records;
    private volatile @Nullable SignalingServer signaling;
    private volatile @Nullable RelayCredentials credentials;
    private volatile @Nullable Reload<DialtoneConfig> reload;

    private final Drain drain = new Drain(this::hub, () -> phones);
    private volatile Duration drainTimeout = Duration.ZERO;

    /// For the relay's credentials where none is configured: it ends with the process.
    private final Secret ownSecret = Secret.random();

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
    public static Dialtone start(Loaded<DialtoneConfig> loaded) {
        Dialtone dialtone = new Dialtone();
        List<String> reasons;
        try {
            reasons = dialtone.open(loaded);
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
    private List<String> open(Loaded<DialtoneConfig> loaded) {
        DialtoneConfig config = withSecret(loaded.config());
        drainTimeout = config.signaling().drainTimeout();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<String> reasons = new ArrayList<>();
        RelayHealth relayHealth = new RelayHealth(() -> turn);
        HealthCheck relay = new HealthCheck("turn", relayHealth::problem);
        HealthCheck takes = new HealthCheck("turn", relayHealth::drainProblem);
        HealthCheck works = new HealthCheck("turn", relayHealth::selfTestProblem);
        HealthCheck port = new HealthCheck("signaling", this::signalingProblem);
        HealthCheck room = new HealthCheck("load", this::loadProblem);
        List<String> required = config.admin().requiredTrunks();
        HealthCheck phone = new HealthCheck("trunks", () -> requiredTrunkProblem(required));
        HealthCheck stays = new HealthCheck("drain", this::drainProblem);
        AdminServer.Health health =
                new AdminServer.Health(
                        () -> state,
                        List.of(relay),
                        List.of(relay, takes, works, port, room, phone, stays),
                        List.of(
                                new HealthCheck("trunks", this::trunkProblem),
                                new HealthCheck("acme", this::certificateProblem)));
        Reload<DialtoneConfig> again =
                new Reload<>(loaded, UnaryOperator.identity(), List.of(this::apply), registry);
        reload = again;
        InstantSource clock = InstantSource.system();
        Acme certificates = Acme.open(config.acme(), clock, registry);
        acme = certificates;
        TlsCertificate certificate = certificates == null ? null : certificates.certificate();
        DialPolicy policy = new DialPolicy(config.sip().policy(), clock, registry);
        CallRecords kept = CallRecords.start(config.sip().records(), clock, registry);
        records = kept;
        admin =
                open(
                        reasons,
                        () ->
                                AdminServer.start(
                                        config.admin(),
                                        registry,
                                        health,
                                        routes -> {
                                            TurnRoutes.add(routes, () -> turn);
                                            TrunkRoutes.add(routes, () -> phones);
                                            LiveCallRoutes.add(routes, () -> phones);
                                            PolicyRoutes.add(routes, policy);
                                            CallRoutes.add(routes, kept);
                                            PresenceRoutes.add(routes, this::hub);
                                            drain.add(routes);
                                            again.addTo(routes);
                                            LogLevelRoutes.add(routes);
                                        }));
        TurnServer relayServer =
                open(reasons, () -> TurnServer.start(config.turn(), certificate, registry));
        turn = relayServer;
        PhoneBridge phoneBridge =
                open(reasons, () -> PhoneBridge.start(config.sip(), policy, kept::add, registry));
        phones = phoneBridge;
        if (relayServer != null && phoneBridge != null) {
            // Browsers that may use nothing but the relay talk to phones too.
            relayServer.serve(phoneBridge.mediaAddresses());
        }
        signaling =
                open(
                        reasons,
                        () ->
                                startSignaling(
                                        config, certificate, relayServer, phoneBridge, registry));
        if (certificates != null && reasons.isEmpty()) {
            // Now the authority finds the ports that it looks at.
            certificates.start();
        }
        return reasons;
    }

    private DialtoneConfig withSecret(DialtoneConfig config) {
        return config.turn().authSecrets().isEmpty() ? config.withRelaySecret(ownSecret) : config;
    }

    private void apply(DialtoneConfig configured) {
        DialtoneConfig config = withSecret(configured);
        TurnServer relay = turn;
        RelayCredentials minting = credentials;
        if (relay != null && minting != null) {
            relay.reconfigure(config.turn());
            relay.reloadCertificate();
            minting.use(new RestCredentials(config.turn().authSecrets().getFirst()));
        }
        SignalingServer server = signaling;
        if (server != null) {
            server.reloadCertificate();
        }
        LogLevels.configure(configured.logging());
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

    /// @param relay null when it could not be opened, so that nothing will be served; so are phones
    private SignalingServer startSignaling(
            DialtoneConfig config,
            @Nullable TlsCertificate certificate,
            @Nullable TurnServer relay,
            @Nullable PhoneBridge phoneBridge,
            MeterRegistry registry) {
        return SignalingServer.start(
                config.signaling(),
                certificate,
                relay != null && config.signaling().turnOnSamePort()
                        ? turnBesideHttp(relay)
                        : WebPort.Beside.nothing(),
                page -> iceServers(config, relay, page),
                phoneBridge == null ? List.of() : List.of(phoneBridge),
                List.of(new StaticPages(config.web().directory())),
                registry);
    }

    private static WebPort.Beside turnBesideHttp(TurnServer relay) {
        return new WebPort.Beside(
                List.of(relay.connectionFactory()), TurnConnectionFactory.APPLICATION_PROTOCOLS);
    }

    private IceServerSource iceServers(
            DialtoneConfig config, @Nullable TurnServer relay, WebAddress page) {
        List<String> configured = config.signaling().turnUrls();
        RelayCredentials made =
                new RelayCredentials(
                        configured.isEmpty() && relay != null
                                ? urls(config, relay, page)
                                : configured,
                        new RestCredentials(config.turn().authSecrets().getFirst()),
                        config.signaling().turnCredentialLifetime(),
                        InstantSource.system(),
                        relay != null && configured.isEmpty() ? relay::revoke : null);
        credentials = made;
        return made;
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

    private @Nullable String signalingProblem() {
        SignalingServer server = signaling;
        return server == null || server.isListening() ? null : "it takes no connections";
    }

    private @Nullable String loadProblem() {
        Hub hub = hub();
        String full = hub == null ? null : hub.admission().fullness();
        return full == null ? null : "there are " + full;
    }

    private @Nullable String requiredTrunkProblem(List<String> required) {
        PhoneBridge bridge = phones;
        return bridge == null ? null : bridge.trunks().problem(required);
    }

    private @Nullable Hub hub() {
        SignalingServer server = signaling;
        return server == null ? null : server.hub();
    }

    private @Nullable String drainProblem() {
        return drain.isWished()
                ? "no calls begin: POST %s {\"enabled\":false} ends that".formatted(Drain.PATH)
                : null;
    }

    private @Nullable String trunkProblem() {
        PhoneBridge bridge = phones;
        return bridge == null ? null : bridge.trunks().problem();
    }

    private @Nullable String certificateProblem() {
        Acme certificates = acme;
        return certificates == null ? null : certificates.problem();
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

    /// Where SIP comes in.
    InetSocketAddress sipAddress() {
        return Objects.requireNonNull(phones).address();
    }

    /// Begins no session and no call any more, and waits for those there are, as long as the
    /// configuration allows. Who does not want to wait closes at once.
    void drain() {
        state = ProcessState.DRAINING;
        drain.await(drainTimeout);
    }

    /// Lets nobody in any more, says goodbye and closes everything; the admin port tells of it to
    /// the end.
    @Override
    public void close() {
        state = ProcessState.DRAINING;
        close(acme);
        close(signaling);
        close(phones);
        state = ProcessState.STOPPING;
        close(turn);
        close(records);
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
