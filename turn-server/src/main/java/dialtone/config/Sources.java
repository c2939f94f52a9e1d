package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Where a configuration comes from, besides the defaults.
///
/// @param file named on the command line; null to ask the environment
/// @param environment all variables of the process; only those that begin with `DIALTONE_` matter
/// @param flags in the order of the command line; they win over everything else
/// @param unknown what on the command line nobody knows
public record Sources(
        @Nullable String file,
        Map<String, String> environment,
        List<Flag> flags,
        List<Problems.Problem> unknown) {

    /// A flag of the command line.
    ///
    /// @param written its name as it was written, for messages: `--port`
    /// @param path the key it sets: `signaling.listen`
    public record Flag(String written, String path, String value) {}

    public Sources {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
        unknown = List.copyOf(unknown);
    }
}
