package dialtone.sip;

import dialtone.config.Problems;
import dialtone.signaling.message.Address;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A menu that answers calls: whoever presses a key is put through.
///
/// @param prompt a WAV file that says what there is; null for two tones
/// @param keys which address each key leads to
/// @param patience how long it waits after the prompt
/// @param otherwise the address for who presses nothing; null: it says its prompt once more, and
///     then hangs up
public record MenuConfig(
        @Nullable Path prompt,
        Map<String, String> keys,
        Duration patience,
        @Nullable String otherwise) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    public MenuConfig {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        Problems problems = new Problems();
        keys.forEach(
                (key, address) -> {
                    problems.require(
                            key.matches("[0-9*#]"),
                            "keys." + key,
                            "is no key of a phone (expected: 0 to 9, * or #)");
                    problems.require(
                            Address.parse(address) != null,
                            "keys." + key,
                            "'" + address + "' is no address (expected: such as user:alice)");
                });
        problems.require(
                otherwise == null || Address.parse(otherwise) != null,
                "otherwise",
                "'" + otherwise + "' is no address (expected: such as user:alice)");
        problems.require(
                patience.compareTo(Duration.ofSeconds(1)) >= 0 && patience.compareTo(LONGEST) <= 0,
                "patience",
                "expected: 1s to 5m");
        problems.orThrow();
    }

    /// A menu without keys.
    public static MenuConfig defaults() {
        return new MenuConfig(null, Map.of(), Duration.ofSeconds(10), null);
    }
}
