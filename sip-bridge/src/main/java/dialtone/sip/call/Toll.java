package dialtone.sip.call;

import dialtone.sip.policy.Admission;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What one way to a phone takes up: a place of its trunk, and what the policy has let in.
///
/// @param admission null for calls that nobody pays for
/// @param permit null for calls by no trunk
record Toll(@Nullable Admission admission, Trunk.@Nullable Permit permit) implements AutoCloseable {

    /// Of a call to ourselves.
    static final Toll NONE = new Toll(null, null);

    /// How long the call may last from its answer; null for as long as it wants.
    @Nullable Duration longest() {
        return admission == null ? null : admission.longest();
    }

    /// It costs from now on.
    void answered() {
        if (admission != null) {
            admission.answered();
        }
    }

    @Override
    public void close() {
        if (admission != null) {
            admission.close();
        }
        if (permit != null) {
            permit.close();
        }
    }
}
