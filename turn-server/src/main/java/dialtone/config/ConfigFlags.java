package dialtone.config;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The command line's part of a configuration: `--config`, a flag for each key
/// (`--turn.realm=...`), and short ones for what is set most often.
///
/// Threading: for one thread.
public final class ConfigFlags {

    private static final String CONFIG = "--config";
    private static final String PREFIX = "--";

    private final CommandSpec command;
    private final Map<String, ShortFlag> shortFlags = new HashMap<>();
    private final Set<String> keyFlags = new HashSet<>();

    /// @param format of the value, with the flag's in place of `%s`
    private record ShortFlag(String format, List<String> paths) {

        Stream<Sources.Flag> flags(String written, String value) {
            return paths.stream()
                    .map(path -> new Sources.Flag(written, path, format.formatted(value)));
        }
    }

    private ConfigFlags(CommandSpec command) {
        this.command = command;
    }

    /// Adds the flags to a command, which from now on takes unknown ones too: the loader refuses
    /// them together with everything else that is wrong.
    public static ConfigFlags addTo(CommandSpec command, Record defaults) {
        ConfigFlags flags = new ConfigFlags(command);
        command.parser().unmatchedArgumentsAllowed(true);
        command.addOption(
                flag(
                                CONFIG,
                                "FILE",
                                "Configuration file in YAML; docs/reference.yaml has all keys.")
                        .build());
        for (Key key : RecordTree.keys(defaults)) {
            OptionSpec.Builder option = flag(PREFIX + key.path(), "VALUE", "").hidden(true);
            if (key.type() == boolean.class) {
                option.arity("0..1").fallbackValue("true");
            }
            command.addOption(option.build());
            flags.keyFlags.add(PREFIX + key.path());
        }
        return flags;
    }

    /// Adds a short flag for keys.
    ///
    /// @param format how its value becomes theirs: `:%s` makes a port of an address
    public ConfigFlags add(
            String name, String label, String description, String format, String... paths) {
        shortFlags.put(name, new ShortFlag(format, List.of(paths)));
        command.addOption(flag(name, label, description).build());
        return this;
    }

    /// What a parsed command line and an environment say. An exact flag wins over a short one,
    /// wherever it stands; options that the command has besides are not for here.
    public Sources sources(ParseResult parsed, Map<String, String> environment) {
        String file = null;
        List<Sources.Flag> shortOnes = new ArrayList<>();
        List<Sources.Flag> exactOnes = new ArrayList<>();
        for (OptionSpec option : new LinkedHashSet<>(parsed.matchedOptions())) {
            String name = option.longestName();
            for (String value : option.originalStringValues()) {
                ShortFlag known = shortFlags.get(name);
                if (name.equals(CONFIG)) {
                    file = value;
                } else if (known != null) {
                    known.flags(name, value).forEach(shortOnes::add);
                } else if (keyFlags.contains(name)) {
                    exactOnes.add(new Sources.Flag(name, path(name), value));
                }
            }
        }
        shortOnes.addAll(exactOnes);
        return new Sources(file, environment, shortOnes, unknown(parsed.unmatched()));
    }

    /// A word after an unknown flag is taken for its value.
    private List<Problems.Problem> unknown(List<String> words) {
        List<Problems.Problem> problems = new ArrayList<>();
        boolean isAfterFlag = false;
        for (String word : words) {
            boolean isFlag = word.startsWith("-");
            if (isFlag) {
                String name = word.split("=", 2)[0];
                String hint = Nearest.hint(name, command.optionsMap().keySet());
                problems.add(new Problems.Problem("", "there is no such flag" + hint, name));
            } else if (!isAfterFlag) {
                String hint = Nearest.hint(word, command.subcommands().keySet());
                problems.add(new Problems.Problem("", "there is no such command" + hint, word));
            }
            isAfterFlag = isFlag && !word.contains("=");
        }
        return problems;
    }

    private static String path(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /// May be repeated: lists and maps grow, and of others the last one counts.
    private static OptionSpec.Builder flag(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .arity("1")
                .description(description);
    }
}
