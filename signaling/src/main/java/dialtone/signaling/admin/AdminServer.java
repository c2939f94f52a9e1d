package dialtone.signaling.admin;

import dialtone.config.Addresses;
import dialtone.process.CannotListenException;
import dialtone.signaling.http.Connectors;
import dialtone.signaling.http.ProblemErrorHandler;
import dialtone.signaling.http.Responses;
import dialtone.signaling.http.Routes;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Serves `/metrics`, `/livez`, `/readyz` and `/version` on a port of their own, specified in
/// `docs/openapi.yaml`, and what other parts add, for which a key may be needed.
///
/// Threading: immutable once started; everything it asks for is asked on its own few threads.
public final class AdminServer implements AutoCloseable {

    static final String METRICS = "/metrics";
    static final String LIVE = "/livez";
    static final String READY = "/readyz";
    static final String VERSION = "/version";

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /// Scrapes, health checks and a person with a browser; more than that can queue.
    private static final int THREADS = 8;

    private final Server server;
    private final ServerConnector connector;
    private final InetSocketAddress address;
    private final ProcessMetrics metrics;

    /// How the process is, asked for at every request and scrape.
    ///
    /// @param state where it is in its life
    /// @param live what must be well, or the process should be killed and started again
    /// @param ready what must be well, besides state SERVING, for new sessions to be sent here
    /// @param notes what is told beside, and keeps nobody away
    public record Health(
            Supplier<ProcessState> state,
            List<HealthCheck> live,
            List<HealthCheck> ready,
            List<HealthCheck> notes) {

        public Health {
            live = List.copyOf(live);
            ready = List.copyOf(ready);
            notes = List.copyOf(notes);
        }

        /// Without notes.
        public Health(
                Supplier<ProcessState> state, List<HealthCheck> live, List<HealthCheck> ready) {
            this(state, live, ready, List.of());
        }
    }

    private record Live(boolean live, List<String> reasons) {}

    private record Ready(boolean ready, String state, List<String> reasons, List<String> notes) {}

    private AdminServer(
            Server server,
            ServerConnector connector,
            InetSocketAddress address,
            ProcessMetrics metrics) {
        this.server = server;
        this.connector = connector;
        this.address = address;
        this.metrics = metrics;
    }

    /// Registers the process's own metrics and starts answering.
    ///
    /// @param others adds the routes of other parts of the program; [AdminRoutes] makes endpoints
    /// @throws CannotListenException when the port cannot be had
    public static AdminServer start(
            AdminConfig config,
            PrometheusMeterRegistry registry,
            Health health,
            Consumer<Routes> others) {
        BuildInfo build = BuildInfo.read();
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("admin");
        Server server = new Server(threads);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(httpConfiguration()));
        InetSocketAddress address = Connectors.open(connector, config.listen(), "admin.listen");
        server.addConnector(connector);
        server.setErrorHandler(new ProblemErrorHandler());
        Routes routes = routes(registry, build, health);
        others.accept(routes);
        ProcessMetrics metrics = new ProcessMetrics(registry, build, health.state());
        server.setHandler(
                config.keys().isEmpty()
                        ? routes
                        : new AdminKeys(config.keys(), routes, metrics::adminRefused));
        AdminServer admin = new AdminServer(server, connector, address, metrics);
        try {
            server.start();
        } catch (Exception e) {
            admin.close();
            throw new IllegalStateException("the admin server does not start", e);
        }
        LOG.info("event=admin_started address={}", Addresses.text(address));
        if (config.keys().isEmpty() && !address.getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "The admin port asks for no password and is not on loopback: whoever reaches {}"
                            + " reads metrics and health, who is there and who calls whom, and can"
                            + " change what runs. Set admin.keys, and keep it in a private"
                            + " network.",
                    Addresses.text(address));
        }
        return admin;
    }

    /// Where it listens, with the real port when 0 was asked for.
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("Admin server did not stop cleanly", e);
        }
        connector.close();
        metrics.close();
    }

    static Routes routes(PrometheusMeterRegistry registry, BuildInfo build, Health health) {
        return new Routes("/", Routes.Cors.NONE)
                .add(
                        HttpMethod.GET,
                        METRICS,
                        (_, response, callback) ->
                                Responses.text(
                                        response,
                                        callback,
                                        HttpStatus.OK_200,
                                        PROMETHEUS_TEXT,
                                        registry.scrape()))
                .add(
                        HttpMethod.GET,
                        LIVE,
                        (_, response, callback) -> live(response, callback, health))
                .add(
                        HttpMethod.GET,
                        READY,
                        (_, response, callback) -> ready(response, callback, health))
                .add(
                        HttpMethod.GET,
                        VERSION,
                        (_, response, callback) ->
                                Responses.json(response, callback, HttpStatus.OK_200, build));
    }

    private static void live(Response response, Callback callback, Health health) {
        List<String> reasons = problems(health.live());
        Responses.json(response, callback, status(reasons), new Live(reasons.isEmpty(), reasons));
    }

    private static void ready(Response response, Callback callback, Health health) {
        ProcessState state = health.state().get();
        List<String> reasons = problems(health.ready());
        if (state != ProcessState.SERVING) {
            reasons.addFirst("the process is " + state.wire());
        }
        Responses.json(
                response,
                callback,
                status(reasons),
                new Ready(reasons.isEmpty(), state.wire(), reasons, problems(health.notes())));
    }

    private static List<String> problems(List<HealthCheck> checks) {
        List<String> problems = new ArrayList<>();
        for (HealthCheck check : checks) {
            String problem = check.ask();
            if (problem != null) {
                problems.add(check.name() + ": " + problem);
            }
        }
        return problems;
    }

    private static int status(List<String> reasons) {
        return reasons.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
    }

    private static HttpConfiguration httpConfiguration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        return configuration;
    }
}
