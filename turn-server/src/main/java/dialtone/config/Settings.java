package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The values of all keys while sources are read into it, the weakest first.
///
/// Threading: for one thread.
final class Settings {

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Set<String> sections = new HashSet<>();
    private final Map<String, @Nullable Object> values = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Problems problems;
    private final ValueReader reader;

    Settings(List<Key> keys, Problems problems) {
        this.problems = problems;
        reader = new ValueReader(problems);
        for (Key key : keys) {
            this.keys.put(key.path(), key);
            int dot = key.path().indexOf('.');
            for (; dot >= 0; dot = key.path().indexOf('.', dot + 1)) {
                sections.add(key.path().substring(0, dot));
            }
        }
    }

    Collection<Key> keys() {
        return keys.values();
    }

    @Nullable Key key(String path) {
        return keys.get(path);
    }

    boolean isSection(String path) {
        return sections.contains(path);
    }

    /// Takes a value over those before.
    void set(Key key, Node node) {
        String path = key.path();
        Object base = values.containsKey(path) ? values.get(path) : key.defaultValue();
        values.put(path, reader.read(key, node, base));
        origins.keySet().removeIf(known -> known.startsWith(path + "."));
        origins.put(path, node.origin());
        if (node instanceof Node.Entries(var entries, _)) {
            entries.forEach((name, entry) -> origins.put(path + "." + name, entry.origin()));
        }
    }

    /// Takes the keys of a section, and of those within it.
    ///
    /// @param prefix of the section, with its dot; empty for the whole
    /// @param foreign sections that are passed over
    void take(String prefix, Node.Entries entries, Set<String> foreign) {
        entries.entries()
                .forEach(
                        (name, node) -> {
                            String path = prefix + name;
                            Key key = keys.get(path);
                            if (key != null) {
                                set(key, node);
                            } else if (sections.contains(path)) {
                                takeSection(path, node);
                            } else if (!prefix.isEmpty() || !foreign.contains(name)) {
                                refuse(path, node.origin());
                            }
                        });
    }

    /// Takes what stands under a section's name.
    void takeSection(String path, Node node) {
        switch (node) {
            case Node.Entries section -> take(path + ".", section, Set.of());
            case Node.Text(var text, _) when text == null -> {
                // A section whose keys are all commented out.
            }
            case Node.Text _, Node.Items _ ->
                    problems.add(
                            path,
                            "is a section (expected: keys below it, indented)",
                            node.origin());
        }
    }

    /// Notes that there is no such key.
    void refuse(String path, String origin) {
        Set<String> names = new HashSet<>(sections);
        names.addAll(keys.keySet());
        problems.add(path, "there is no such key" + Nearest.hint(path, names), origin);
    }

    Map<String, @Nullable Object> values() {
        return values;
    }

    /// Where the value of a key, or of an entry of it, was written; null for a default.
    @Nullable String origin(String path) {
        for (String at = path; !at.isEmpty(); ) {
            String origin = origins.get(at);
            if (origin != null) {
                return origin;
            }
            at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
        }
        return null;
    }
}
