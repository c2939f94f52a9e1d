package dialtone.signaling.admin;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// One thing that must be well.
///
/// @param name short, for a label and a log: `turn`
/// @param problem null while it is well, else what is wrong, in words; must not wait, and is called
///     on the admin port's threads
public record HealthCheck(String name, Supplier<@Nullable String> problem) {

    /// Null when well. A check that fails to answer is a problem too.
    @Nullable String ask() {
        try {
            return problem.get();
        } catch (RuntimeException e) {
            return "the check itself failed: " + e;
        }
    }
}
