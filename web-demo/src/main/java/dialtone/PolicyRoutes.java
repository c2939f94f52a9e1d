package dialtone;

import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.policy.OpenBreaker;
import dialtone.sip.policy.OpenBreaker.Scope;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// What the admin port tells of calls that are refused as too many, specified in
/// `docs/openapi.yaml`.
///
/// Threading: immutable.
final class PolicyRoutes {

    static final String BREAKERS = "/v1/sip/breakers";

    private final DialPolicy policy;

    private PolicyRoutes(DialPolicy policy) {
        this.policy = policy;
    }

    static void add(Routes routes, DialPolicy policy) {
        PolicyRoutes made = new PolicyRoutes(policy);
        routes.add(HttpMethod.GET, BREAKERS, AdminRoutes.plain(made::list))
                .add(HttpMethod.POST, BREAKERS, AdminRoutes.json(made::reset));
    }

    private record Listed(List<Entry> breakers) {}

    private record Entry(String scope, String name, Instant since, Instant until, String words) {

        static Entry of(OpenBreaker open) {
            return new Entry(
                    open.scope().label(), open.name(), open.since(), open.until(), open.words());
        }
    }

    private Answer list(Request request) {
        return new Answer.Ok(new Listed(policy.openBreakers().stream().map(Entry::of).toList()));
    }

    private Answer reset(JsonNode body) {
        JsonNode scope = body.get("scope");
        JsonNode name = body.get("name");
        if (scope == null || name == null || !scope.isString() || !name.isString()) {
            return new Answer.Refused(
                    Problem.badRequest(
                            "'scope' and 'name' must be strings, as in the list:"
                                    + " {\"scope\":\"country\",\"name\":\"CU\"}."));
        }
        boolean isReset =
                Arrays.stream(Scope.values())
                        .filter(each -> each.label().equals(scope.stringValue()))
                        .anyMatch(each -> policy.reset(each, name.stringValue()));
        return isReset
                ? new Answer.Done()
                : new Answer.Refused(Problem.notFound("Calls of this name are not refused (now)."));
    }
}
