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
        List<String> open = List.of();
        for (Key key : RecordTree.keys(config)) {
            List<String> names = List.of(key.path().split("\\."));
            List<String> sections = names.subList(0, names.size() - 1);
            printSections(open, sections, yaml);
            open = sections;
            String origin = settings.origin(key.path());
            yaml.append(INDENT.repeat(sections.size()))
                    .append(names.getLast())
                    .append(": ")
                    .append(text(key.defaultValue()))
                    .append(origin == null ? "" : "  # " + origin)
                    .append('\n');
        }
        return yaml.toString();
    }

    /// Begins those sections that are not open yet; a section within another may stand between keys
    /// of the outer one.
    private static void printSections(
            List<String> open, List<String> sections, StringBuilder yaml) {
        int common = 0;
        while (common < Math.min(open.size(), sections.size())
                && open.get(common).equals(sections.get(common))) {
            common++;
        }
        if (common == 0 && !sections.isEmpty() && !yaml.isEmpty()) {
            yaml.append('\n');
        }
        for (int depth = common; depth < sections.size(); depth++) {
            yaml.append(INDENT.repeat(depth)).append(sections.get(depth)).append(":\n");
        }
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
            case Record record when RecordTree.isSection(record.getClass()) ->
                    text(RecordTree.components(record));
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
