package dialtone;

import dialtone.config.InvalidConfigException;
import dialtone.config.Loaded;
import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Reads the configuration again while the program runs, and applies what can be applied.
///
/// It is all or nothing: a configuration with a problem anywhere changes nothing. What else has
/// changed is named, and counts from the next start.
///
/// Threading: for any thread; one reload at a time.
///
/// @param <R> see [dialtone.config.ConfigLoader]
final class Reload<R extends Record> {

    static final String PATH = "/v1/reload";

    /// What [dialtone.turn.TurnServer#reconfigure] and [dialtone.logging.LogLevels] apply.
    private static final Set<String> APPLIED =
            Set.of(
                    "logging.level",
                    "logging.loggers",
                    "turn.users",
                    "turn.auth-secrets",
                    "turn.oauth.server-name",
                    "turn.oauth.keys",
                    "turn.user-quota",
                    "turn.total-quota",
                    "turn.max-allocate-lifetime",
                    "turn.max-permissions",
                    "turn.max-channels",
                    "turn.allowed-peers",
                    "turn.denied-peers",
                    "turn.unauthorized-rate-limit",
                    "turn.bandwidth.max-bps",
                    "turn.bandwidth.user-bps",
                    "turn.bandwidth.bps-capacity",
                    "turn.alternate-server");

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Loaded<R> started;
    private final UnaryOperator<R> check;
    private final List<Consumer<R>> parts;
    private Loaded<R> running;
    private volatile boolean wasSuccessful = true;
    private volatile Instant lastSuccess = Instant.now();

    /// A reload of what the program was started with.
    ///
    /// @param check throws [InvalidConfigException] for what the records alone do not see
    /// @param parts apply a configuration, each its own keys
    Reload(
            Loaded<R> started,
            UnaryOperator<R> check,
            List<Consumer<R>> parts,
            MeterRegistry registry) {
        this.started = started;
        this.running = started;
        this.check = check;
        this.parts = List.copyOf(parts);
        Gauge.builder("dialtone.config.last.reload.successful", () -> wasSuccessful ? 1 : 0)
                .description("Whether the configuration that was read last is used")
                .register(registry);
        Gauge.builder(
                        "dialtone.config.last.reload.timestamp.seconds",
                        () -> lastSuccess.getEpochSecond())
                .description("When a configuration was read and used last, since 1970")
                .register(registry);
    }

    /// What became of it.
    sealed interface Outcome {

        /// It is used.
        ///
        /// @param applied keys that were changed since the last time
        /// @param needRestart keys that are not as they were at the start, and cannot be applied
        record Applied(Set<String> applied, Set<String> needRestart) implements Outcome {}

        /// Nothing was changed, for these reasons.
        record Refused(List<String> problems) implements Outcome {}
    }

    synchronized Outcome run() {
        try {
            Loaded<R> fresh = started.again();
            R config = check.apply(fresh.config());
            Set<String> applied = new TreeSet<>(fresh.changedSince(running));
            applied.retainAll(APPLIED);
            Set<String> needRestart = new TreeSet<>(fresh.changedSince(started));
            needRestart.removeAll(APPLIED);
            parts.forEach(part -> part.accept(config));
            running = fresh;
            wasSuccessful = true;
            lastSuccess = Instant.now();
            LOG.info("event=config_reloaded applied={} need_restart={}", applied, needRestart);
            return new Outcome.Applied(applied, needRestart);
        } catch (InvalidConfigException e) {
            List<String> problems = e.problems().stream().map(Object::toString).toList();
            wasSuccessful = false;
            LOG.error("event=config_refused; nothing was changed: {}", problems);
            return new Outcome.Refused(problems);
        } catch (RuntimeException e) {
            wasSuccessful = false;
            LOG.error("event=config_reload_failed", e);
            return new Outcome.Refused(List.of("it could not be applied: " + e.getMessage()));
        }
    }

    /// Adds `POST /v1/reload`.
    void addTo(Routes routes) {
        routes.add(HttpMethod.POST, PATH, AdminRoutes.json(_ -> answer()));
    }

    private Answer answer() {
        return switch (run()) {
            case Outcome.Applied applied -> new Answer.Ok(applied);
            case Outcome.Refused(var problems) ->
                    new Answer.Refused(
                            Problem.ofRequest(
                                    HttpStatus.UNPROCESSABLE_ENTITY_422,
                                    "http/invalid-config",
                                    "Nothing was changed: " + String.join("; ", problems)));
        };
    }
}
