package dialtone;

import dialtone.config.ConfigLoader;
import dialtone.config.Sources;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Configurations for tests.
final class TestConfig {

    private TestConfig() {}

    /// The defaults on other ports; 0 for any free one.
    static DialtoneConfig on(int port, int adminPort, int turnPort) {
        return of(
                Map.of(
                        "signaling.listen", ":" + port,
                        "admin.listen", ":" + adminPort,
                        "turn.listen", ":" + turnPort));
    }

    /// The defaults on free ports, with other values of some keys.
    static DialtoneConfig with(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        for (String key : List.of("signaling.listen", "admin.listen", "turn.listen")) {
            all.putIfAbsent(key, ":0");
        }
        return of(all);
    }

    private static DialtoneConfig of(Map<String, String> values) {
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
                .load(new Sources(null, Map.of(), flags, List.of()))
                .config();
    }
}
