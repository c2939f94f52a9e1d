package dialtone.sip.policy;

import dialtone.sip.policy.OpenBreaker.Scope;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/// What is counted of calls that are not let in; `docs/metrics.md` explains it.
///
/// Threading: for any thread.
final class PolicyMetrics {

    private final Map<String, Counter> denied = new HashMap<>();

    /// @param open how many breakers of a scope are open
    PolicyMetrics(MeterRegistry registry, ToIntFunction<Scope> open) {
        for (Denial denial : Denial.values()) {
            denied.put(
                    denial.label(),
                    Counter.builder("dialtone.sip.calls.denied")
                            .description("Phone calls that were not let in")
                            .tag("reason", denial.label())
                            .register(registry));
        }
        for (Scope scope : Scope.values()) {
            Gauge.builder("dialtone.sip.breaker.open", () -> open.applyAsInt(scope))
                    .description("Origins or countries whose calls are refused as too many")
                    .tag("scope", scope.label())
                    .register(registry);
        }
    }

    void denied(String label) {
        Counter count = denied.get(label);
        if (count != null) {
            count.increment();
        }
    }
}
