package dialtone;

import dialtone.config.Addresses;
import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;
import dialtone.turn.TurnServer;
import dialtone.turn.allocation.LiveAllocation;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.function.Supplier;

/// What the admin port tells of the relay and does to it, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class TurnRoutes {

    static final String ALLOCATIONS = "/v1/turn/allocations";
    static final String ALLOCATION = ALLOCATIONS + "/" + Routes.LAST_SEGMENT;
    static final String DRAIN = "/v1/turn/drain";

    private final Supplier<@Nullable TurnServer> relay;

    private TurnRoutes(Supplier<@Nullable TurnServer> relay) {
        this.relay = relay;
    }

    /// Adds them.
    ///
    /// @param relay null while it is not open
    static void add(Routes routes, Supplier<@Nullable TurnServer> relay) {
        TurnRoutes turn = new TurnRoutes(relay);
        routes.add(HttpMethod.GET, ALLOCATIONS, AdminRoutes.plain(turn::list))
                .add(HttpMethod.DELETE, ALLOCATION, AdminRoutes.plain(turn::end))
                .add(HttpMethod.POST, DRAIN, AdminRoutes.json(turn::drain));
    }

    private record Listed(List<Entry> allocations) {}

    private record Entry(
            String id,
            String user,
            String username,
            String transport,
            String client,
            List<String> relayed,
            long ageSeconds,
            int secondsLeft,
            int permissions,
            int channels) {

        static Entry of(LiveAllocation one) {
            return new Entry(
                    one.id(),
                    one.user(),
                    one.username(),
                    one.transport(),
                    Addresses.text(one.client()),
                    one.relayed().stream().map(Addresses::text).toList(),
                    one.age().toSeconds(),
                    one.secondsLeft(),
                    one.permissions(),
                    one.channels());
        }
    }

    private record Draining(boolean enabled) {}

    private TurnServer open() {
        TurnServer server = relay.get();
        if (server == null) {
            throw new IllegalStateException("The relay is not open.");
        }
        return server;
    }

    private Answer list(Request request) {
        Fields query = Request.extractQueryParameters(request);
        String user = query.getValue("user");
        return new Answer.Ok(
                new Listed(
                        open().allocations().stream()
                                .filter(one -> user == null || one.user().equals(user))
                                .map(Entry::of)
                                .toList()));
    }

    private Answer end(Request request) {
        String id = Routes.lastSegment(request);
        return open().end(id)
                ? new Answer.Done()
                : new Answer.Refused(Problem.notFound("There is no allocation of this id (now)."));
    }

    private Answer drain(JsonNode body) {
        JsonNode enabled = body.get("enabled");
        if (enabled == null || !enabled.isBoolean()) {
            return new Answer.Refused(
                    Problem.badRequest("'enabled' must be true or false: {\"enabled\":true}."));
        }
        open().drain(enabled.booleanValue());
        return new Answer.Ok(new Draining(enabled.booleanValue()));
    }
}
