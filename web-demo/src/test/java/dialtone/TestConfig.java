package dialtone;

import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.config.Sources;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Configurations for tests.
final class TestConfig {

    /// Tests leave no call records behind.
    private static final String IN_MEMORY = "jdbc:sqlite::memory:";

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
        return load(
                Map.of(
                        "signaling.listen", ":" + port,
                        "admin.listen", ":" + adminPort,
                        "turn.listen", ":" + turnPort,
                        "sip.records.url", IN_MEMORY),
                file);
    }

    /// The defaults on free ports, with other values of some keys.
    static Loaded<DialtoneConfig> with(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        for (String key : List.of("signaling.listen", "admin.listen", "turn.listen")) {
            all.putIfAbsent(key, ":0");
        }
        all.putIfAbsent("sip.records.url", IN_MEMORY);
        return load(all, null);
    }

    private static Loaded<DialtoneConfig> load(Map<String, String> values, @Nullable String file) {
        List<Sources.Flag> flags =
                values.entrySet().stream()
                        .map(
                                value ->
                                        new Sources.Flag(
                                                "--" + value.getKey(),
                                                value.getKey(),
                                                value.getValue()))
                        .toList();
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of())
                .load(new Sources(file, Map.of(), flags, List.of()));
    }
}
