package dialtone;

import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;
import dialtone.signaling.hub.Hub;
import dialtone.sip.call.PhoneBridge;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Empties the process before it stops: no session and no call begins, those there are go on, and
/// clients are told. An operator can wish for it and for its end; a signal that stops the process
/// waits for it.
///
/// Threading: for any number of threads.
final class Drain {

    static final String PATH = "/v1/drain";

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /// So often it is looked whether somebody still talks.
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Supplier<@Nullable Hub> hub;
    private final Supplier<@Nullable PhoneBridge> phones;
    private volatile boolean isWished;
    private volatile boolean isStopping;

    /// Nothing is emptied yet.
    ///
    /// @param hub null as long as there is none
    /// @param phones null as long as there are none
    Drain(Supplier<@Nullable Hub> hub, Supplier<@Nullable PhoneBridge> phones) {
        this.hub = hub;
        this.phones = phones;
    }

    void add(Routes routes) {
        routes.add(HttpMethod.POST, PATH, AdminRoutes.json(this::answer));
    }

    private record Draining(boolean enabled) {}

    private Answer answer(JsonNode body) {
        JsonNode enabled = body.get("enabled");
        if (enabled == null || !enabled.isBoolean()) {
            return new Answer.Refused(
                    Problem.badRequest("'enabled' must be true or false: {\"enabled\":true}."));
        }
        if (isStopping) {
            throw new IllegalStateException("The process stops, and cannot be kept from it.");
        }
        set(enabled.booleanValue());
        return new Answer.Ok(new Draining(isWished));
    }

    /// Begins to empty the process, or ends that.
    synchronized void set(boolean wished) {
        isWished = wished;
        PhoneBridge bridge = phones.get();
        if (bridge != null) {
            bridge.drain(wished);
        }
        Hub there = hub.get();
        if (there != null) {
            there.drain(wished);
        }
    }

    boolean isWished() {
        return isWished;
    }

    /// Whether nobody talks to anybody.
    boolean isEmpty() {
        Hub there = hub.get();
        PhoneBridge bridge = phones.get();
        return (there == null || there.isIdle()) && (bridge == null || bridge.isIdle());
    }

    /// Begins to empty the process and waits until that is done, or until the time is over.
    void await(Duration atMost) {
        isStopping = true;
        set(true);
        if (isEmpty() || atMost.isZero()) {
            return;
        }
        LOG.info("event=draining timeout={}: calls go on; once more to stop at once", atMost);
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!isEmpty() && System.nanoTime() - deadline < 0) {
            pause();
        }
        LOG.info("event=drained empty={}", isEmpty());
    }

    private static void pause() {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, LOOK.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
