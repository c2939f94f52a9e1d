package dialtone;

import dialtone.config.Loaded;
import dialtone.logging.LogLevels;
import dialtone.process.CannotListenException;
import dialtone.process.StartException;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.HealthCheck;
import dialtone.signaling.admin.ProcessState;
import dialtone.tls.acme.Acme;
import dialtone.turn.TurnServer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;

/// The relay without signaling, with its admin port.
///
/// Threading: started and closed by one thread; the state and the relay are read by any.
final class RelayAlone implements AutoCloseable {

    private final RelayHealth health = new RelayHealth(() -> this.relay);
    private final Reload<RelayConfig> reload;
    private final @Nullable Acme acme;
    private final AdminServer admin;
    private volatile ProcessState state = ProcessState.STARTING;
    private volatile @Nullable TurnServer relay;

    private RelayAlone(Loaded<RelayConfig> loaded) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RelayConfig config = loaded.config().forSomebody();
        reload = new Reload<>(loaded, RelayConfig::forSomebody, List.of(this::apply), registry);
        HealthCheck alive = new HealthCheck("turn", health::problem);
        HealthCheck takes = new HealthCheck("turn", health::drainProblem);
        HealthCheck works = new HealthCheck("turn", health::selfTestProblem);
        Acme certificates = Acme.open(config.acme(), InstantSource.system(), registry);
        acme = certificates;
        HealthCheck certificate = new HealthCheck("acme", this::certificateProblem);
        admin =
                AdminServer.start(
                        config.admin(),
                        registry,
                        new AdminServer.Health(
                                () -> state,
                                List.of(alive),
                                List.of(alive, takes, works),
                                List.of(certificate)),
                        routes -> {
                            TurnRoutes.add(routes, () -> relay);
                            reload.addTo(routes);
                            LogLevelRoutes.add(routes);
                        });
        try {
            relay =
                    TurnServer.start(
                            config.turn(),
                            certificates == null ? null : certificates.certificate(),
                            registry);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
        if (certificates != null) {
            certificates.start();
        }
        state = ProcessState.SERVING;
    }

    private @Nullable String certificateProblem() {
        return acme == null ? null : acme.problem();
    }

    /// Opens both.
    ///
    /// @throws dialtone.config.InvalidConfigException when nobody could use the relay
    /// @throws StartException when a port cannot be had
    static RelayAlone start(Loaded<RelayConfig> loaded) {
        try {
            return new RelayAlone(loaded);
        } catch (CannotListenException e) {
            throw new StartException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private void apply(RelayConfig config) {
        TurnServer open = relay;
        if (open != null) {
            open.reconfigure(config.turn());
            open.reloadCertificate();
        }
        LogLevels.configure(config.logging());
    }

    void reload() {
        reload.run();
    }

    List<InetSocketAddress> listeners() {
        TurnServer open = relay;
        return open == null ? List.of() : open.listeners();
    }

    InetSocketAddress adminAddress() {
        return admin.address();
    }

    @Override
    public void close() {
        state = ProcessState.STOPPING;
        if (acme != null) {
            acme.close();
        }
        TurnServer open = relay;
        if (open != null) {
            open.close();
        }
        admin.close();
    }
}
