package dialtone;

import dialtone.process.CannotListenException;
import dialtone.process.CommandLines;
import dialtone.process.StartException;
import dialtone.signaling.SignalingServer;
import dialtone.signaling.admin.AdminServer;
import dialtone.signaling.admin.ProcessState;
import dialtone.signaling.hub.IceServers;
import dialtone.web.StaticPages;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// The one process: signaling, its admin port and the pages.
///
/// Threading: started and closed by one thread; the state is read by any.
public final class Dialtone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dialtone.class);

    /// What is open, the last first.
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final List<String> failures = new ArrayList<>();
    private final @Nullable AdminServer admin;
    private final @Nullable SignalingServer signaling;
    private volatile ProcessState state = ProcessState.STARTING;

    private Dialtone(DialtoneConfig config) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AdminServer.Health health = new AdminServer.Health(() -> state, List.of(), List.of());
        admin = open(() -> AdminServer.start(config.admin(), registry, health));
        signaling =
                open(
                        () ->
                                SignalingServer.start(
                                        config.signaling(),
                                        _ ->
                                                new IceServers(
                                                        List.of(),
                                                        Instant.now()
                                                                .plus(
                                                                        config.signaling()
                                                                                .turnCredentialLifetime())),
                                        List.of(new StaticPages(config.web().directory())),
                                        registry));
        if (!failures.isEmpty()) {
            close();
            throw new StartException(failures);
        }
        state = ProcessState.SERVING;
    }

    /// The command line's entry; `--help` tells what there is.
    public static void main(String[] arguments) {
        System.exit(CommandLines.run(Commands.all(System.getenv()), arguments));
    }

    /// Opens everything.
    ///
    /// @throws StartException when a port cannot be had; it tells all of them, and nothing is left
    ///     open
    public static Dialtone start(DialtoneConfig config) {
        return new Dialtone(config);
    }

    /// Where browsers connect.
    public InetSocketAddress address() {
        return Objects.requireNonNull(signaling).address();
    }

    public InetSocketAddress adminAddress() {
        return Objects.requireNonNull(admin).address();
    }

    /// Goes on when a port cannot be had, so that all of them are told at once.
    private <T extends AutoCloseable> @Nullable T open(Supplier<T> part) {
        try {
            T opened = part.get();
            parts.push(opened);
            return opened;
        } catch (CannotListenException e) {
            failures.add(e.getMessage());
            return null;
        }
    }

    /// Lets nobody in any more, says goodbye and closes everything; the admin port last.
    @Override
    public void close() {
        state = ProcessState.DRAINING;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("event=stop_failed", e);
            }
            state = ProcessState.STOPPING;
        }
    }
}
