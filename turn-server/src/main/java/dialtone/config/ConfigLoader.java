package dialtone.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads a configuration: flags win over the environment, the environment over the file, the file
/// over the defaults.
///
/// @param <R> the record that is the whole configuration of a program; its components are sections
public final class ConfigLoader<R extends Record> {

    private final R defaults;
    private final Set<String> foreign;

    /// A loader for a program.
    ///
    /// @param foreign sections of other programs that may use the same file and environment
    public ConfigLoader(R defaults, Set<String> foreign) {
        this.defaults = defaults;
        this.foreign = Set.copyOf(foreign);
    }

    R defaults() {
        return defaults;
    }

    /// Reads all sources.
    ///
    /// @throws InvalidConfigException that tells everything that is wrong in any of them
    public Loaded<R> load(Sources sources) {
        Problems problems = new Problems();
        Settings settings = new Settings(RecordTree.keys(defaults), problems);
        Environment environment = new Environment(sources.environment(), problems);
        new ConfigFile(problems).readInto(settings, sources.file(), environment, foreign);
        environment.readInto(settings, foreign);
        sources.unknown().forEach(p -> problems.add(p.key(), p.text(), p.origin()));
        readFlags(sources.flags(), settings);
        R config =
                RecordTree.build(
                        defaults,
                        settings.values(),
                        (path, text) -> problems.add(path, text, settings.origin(path)));
        if (config == null || !problems.isEmpty()) {
            throw new InvalidConfigException(problems.found());
        }
        return new Loaded<>(config, settings, () -> load(sources));
    }

    /// A list or a map grows with every flag that names it; of other keys the last flag counts.
    private static void readFlags(List<Sources.Flag> flags, Settings settings) {
        Map<String, List<String>> collected = new HashMap<>();
        for (Sources.Flag flag : flags) {
            Key key = Objects.requireNonNull(settings.key(flag.path()), flag.path());
            // Flags of different names for one address change different parts of it.
            String owner = key.isAddresses() ? flag.path() + flag.written() : flag.path();
            List<String> parts = collected.computeIfAbsent(owner, _ -> new ArrayList<>());
            parts.addAll(key.isList() ? List.of(flag.value().split(",")) : List.of(flag.value()));
            settings.set(key, TextNodes.read(key, parts, "flag " + flag.written()));
        }
    }
}
