package dialtone;

import dialtone.turn.TurnServer;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// What may be wrong with the relay.
///
/// @param relay null while it is not open, of which the process's state tells
record RelayHealth(Supplier<@Nullable TurnServer> relay) {

    /// Null while it works.
    @Nullable String problem() {
        TurnServer open = relay.get();
        return open == null || open.isHealthy()
                ? null
                : "one of its threads has ended; the log says why";
    }

    /// Null while it takes new allocations.
    @Nullable String drainProblem() {
        TurnServer open = relay.get();
        return open != null && open.isDraining()
                ? "it is drained: POST %s {\"enabled\":false} ends that".formatted(TurnRoutes.DRAIN)
                : null;
    }

    /// Null while its self-tests go well.
    @Nullable String selfTestProblem() {
        TurnServer open = relay.get();
        return open == null ? null : open.selfTestProblem();
    }
}
