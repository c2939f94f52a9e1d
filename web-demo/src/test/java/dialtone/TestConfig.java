package dialtone;

import dialtone.config.ConfigLoader;
import dialtone.config.Sources;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Configurations for tests.
final class TestConfig {

    private TestConfig() {}

    /// The defaults on other ports; 0 for any free one.
    static DialtoneConfig on(int port, int adminPort, int turnPort) {
        List<Sources.Flag> flags =
                List.of(
                        new Sources.Flag("--port", "signaling.listen", ":" + port),
                        new Sources.Flag("--admin-port", "admin.listen", ":" + adminPort),
                        new Sources.Flag("--turn-port", "turn.listen", ":" + turnPort));
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of())
                .load(new Sources(null, Map.of(), flags, List.of()))
                .config();
    }
}
