package dialtone.sip.trunk;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// What `docs/metrics.md` says of trunks.
final class TrunkMetrics {

    private static final String TRUNK = "trunk";

    private TrunkMetrics() {}

    static void register(Trunk trunk, MeterRegistry registry) {
        Gauge.builder("dialtone.sip.trunk.up", () -> trunk.state().isUp() ? 1 : 0)
                .description("Whether calls by the trunk may be expected to work")
                .tag(TRUNK, trunk.name())
                .register(registry);
        Gauge.builder("dialtone.sip.trunk.calls.active", trunk::calls)
                .description("Calls by the trunk, of both directions")
                .tag(TRUNK, trunk.name())
                .register(registry);
        FunctionCounter.builder("dialtone.sip.dropped.headers", trunk, Trunk::headersDropped)
                .description("Headers that did not go through between browsers and the trunk")
                .tag(TRUNK, trunk.name())
                .register(registry);
        if (!trunk.config().register()) {
            return;
        }
        for (RegistrationStatus.State state : RegistrationStatus.State.values()) {
            Gauge.builder("dialtone.sip.registrations", () -> isIn(trunk, state) ? 1 : 0)
                    .description("How it stands with the trunk's registration")
                    .tag(TRUNK, trunk.name())
                    .tag("state", state.label())
                    .register(registry);
        }
    }

    private static boolean isIn(Trunk trunk, RegistrationStatus.State state) {
        RegistrationStatus status = trunk.registration();
        return status != null && status.state() == state;
    }
}
