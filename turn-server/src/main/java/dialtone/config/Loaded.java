package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A configuration, and where each of its values comes from.
///
/// @param <R> see [ConfigLoader]
public final class Loaded<R extends Record> {

    private static final String INDENT = "  ";

    private final R config;
    private final Settings settings;
    private final Supplier<Loaded<R>> again;

    Loaded(R config, Settings settings, Supplier<Loaded<R>> again) {
        this.again = again;
        this.config = config;
        this.settings = settings;
    }

    public R config() {
        return config;
    }

    /// Reads the same sources once more, as they are now.
    ///
    /// @throws InvalidConfigException that tells everything that is wrong in any of them
    public Loaded<R> again() {
        return again.get();
    }

    /// The keys whose values are others than they were.
    public Set<String> changedSince(Loaded<R> before) {
        Map<String, Optional<Object>> old = before.values();
        Set<String> changed = new TreeSet<>();
        values().forEach(
                        (path, value) -> {
                            if (!value.equals(old.get(path))) {
                                changed.add(path);
                            }
                        });
        return changed;
    }

    private Map<String, Optional<Object>> values() {
        Map<String, Optional<Object>> values = new HashMap<>();
        for (Key key : RecordTree.keys(config)) {
            values.put(key.path(), Optional.ofNullable(key.defaultValue()));
        }
        return values;
    }

    /// All keys as YAML, each with where its value was set; secrets are not shown.
    public String print() {
        StringBuilder yaml = new StringBuilder();
        String section = "";
        for (Key key : RecordTree.keys(config)) {
            int dot = key.path().lastIndexOf('.');
            String owner = key.path().substring(0, Math.max(0, dot));
            if (!owner.equals(section)) {
                yaml.append(section.isEmpty() ? "" : "\n").append(owner).append(":\n");
                section = owner;
            }
            String origin = settings.origin(key.path());
            yaml.append(dot < 0 ? "" : INDENT)
                    .append(key.path().substring(dot + 1))
                    .append(": ")
                    .append(text(key.defaultValue()))
                    .append(origin == null ? "" : "  # " + origin)
                    .append('\n');
        }
        return yaml.toString();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list ->
                    list.stream().map(Loaded::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
                            .sorted()
                            .collect(Collectors.joining(", ", "{", "}"));
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(ValueReader.text(value));
        };
    }

    /// Quotes what YAML would read as something else.
    private static String quoted(String text) {
        boolean isPlain =
                text.matches("[A-Za-z0-9/(][A-Za-z0-9 ._/:@()+-]*") && !text.contains(": ");
        return isPlain && !text.endsWith(":")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
