package dialtone;

import dialtone.signaling.SignalingConfig;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.admin.AdminConfig;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.hub.IceServers;
import dialtone.web.StaticPages;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The one process: signaling, its admin port and the pages.
///
/// Threading: started and closed by one thread; the state is read by any.
public final class Dialtone implements AutoCloseable {

    private final SignalingServer signaling;
    private final AdminServer admin;
    private volatile ProcessState state = ProcessState.STARTING;

    private Dialtone(SignalingConfig signalingConfig, AdminConfig adminConfig) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        admin =
                AdminServer.start(
                        adminConfig,
                        registry,
                        new AdminServer.Health(() -> state, List.of(), List.of()));
        signaling =
                SignalingServer.start(
                        signalingConfig,
                        _ ->
                                new IceServers(
                                        List.of(),
                                        Instant.now()
                                                .plus(signalingConfig.turnCredentialLifetime())),
                        List.of(new StaticPages(null)),
                        registry);
        state = ProcessState.SERVING;
    }

    /// Runs until a signal ends it.
    public static void main(String[] args) throws InterruptedException {
        Dialtone dialtone = new Dialtone(SignalingConfig.defaults(), AdminConfig.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(dialtone::close, "shutdown"));
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        state = ProcessState.DRAINING;
        signaling.close();
        state = ProcessState.STOPPING;
        admin.close();
    }
}
