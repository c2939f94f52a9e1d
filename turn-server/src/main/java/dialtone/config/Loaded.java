package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A configuration, and where each of its values comes from.
///
/// @param <R> see [ConfigLoader]
public final class Loaded<R extends Record> {

    private static final String INDENT = "  ";

    private final R config;
    private final Settings settings;

    Loaded(R config, Settings settings) {
        this.config = config;
        this.settings = settings;
    }

    public R config() {
        return config;
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
