package dialtone;

import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Routes;
import dialtone.sip.call.PhoneBridge;
import dialtone.sip.trunk.Trunk;
import dialtone.sip.trunk.TrunkState;

import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What the admin port tells of trunks, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class TrunkRoutes {

    static final String TRUNKS = "/v1/trunks";

    private TrunkRoutes() {}

    private record Listed(List<Entry> trunks) {}

    private record Entry(
            String name,
            String host,
            boolean up,
            String why,
            @Nullable String registeredUntil,
            int calls,
            int maxCalls) {

        static Entry of(Trunk trunk) {
            TrunkState state = trunk.state();
            Instant until = trunk.registeredUntil();
            return new Entry(
                    trunk.name(),
                    trunk.config().host(),
                    state.isUp(),
                    state.why(),
                    until == null ? null : until.toString(),
                    trunk.calls(),
                    trunk.config().maxCalls());
        }
    }

    /// Adds them.
    ///
    /// @param phones null while they are not open
    static void add(Routes routes, Supplier<@Nullable PhoneBridge> phones) {
        routes.add(HttpMethod.GET, TRUNKS, AdminRoutes.plain(_ -> list(phones.get())));
    }

    private static Answer list(@Nullable PhoneBridge phones) {
        if (phones == null) {
            throw new IllegalStateException("Phones are not open.");
        }
        return new Answer.Ok(new Listed(phones.trunks().all().stream().map(Entry::of).toList()));
    }
}
