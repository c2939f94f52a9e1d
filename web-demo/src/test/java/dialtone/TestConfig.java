package dialtone;

import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.config.Sources;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Configurations for tests.
final class TestConfig {

    private TestConfig() {}

    /// The defaults on other ports; 0 for any free one.
    static DialtoneConfig on(int port, int adminPort, int turnPort) {
        return loaded(port, adminPort, turnPort, null).config();
    }

    /// The same, as it is loaded.
    ///
    /// @param file of more values; null for none
    static Loaded<DialtoneConfig> loaded(
            int port, int adminPort, int turnPort, @Nullable String file) {
        List<Sources.Flag> flags =
                List.of(
                        new Sources.Flag("--port", "signaling.listen", ":" + port),
                        new Sources.Flag("--admin-port", "admin.listen", ":" + adminPort),
                        new Sources.Flag("--turn-port", "turn.listen", ":" + turnPort));
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of())
                .load(new Sources(file, Map.of(), flags, List.of()));
    }
}
