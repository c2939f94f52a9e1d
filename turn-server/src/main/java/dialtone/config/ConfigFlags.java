package dialtone.config;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The command line's part of a configuration: `--config`, a flag for each key
/// (`--turn.realm=...`), and short ones for what is set most often.
///
/// Threading: for one thread.
public final class ConfigFlags {

    private static final String CONFIG = "--config";
    private static final String PREFIX = "--";

    private final CommandSpec command;
    private final Map<String, ShortFlag> shortFlags = new HashMap<>();

    /// @param format of the value, with the flag's in place of `%s`
    private record ShortFlag(String format, List<String> paths) {}

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

    /// What a parsed command line and an environment say.
    public Sources sources(ParseResult parsed, Map<String, String> environment) {
        String file = null;
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            given.put(option.longestName(), option.originalStringValues());
        }
        List<Sources.Flag> flags = new ArrayList<>();
        for (var option : given.entrySet()) {
            String name = option.getKey();
            for (String value : option.getValue()) {
                if (name.equals(CONFIG)) {
                    file = value;
                } else {
                    ShortFlag known =
                            shortFlags.getOrDefault(name, new ShortFlag("%s", List.of(path(name))));
                    known.paths()
                            .forEach(
                                    path ->
                                            flags.add(
                                                    new Sources.Flag(
                                                            name,
                                                            path,
                                                            known.format().formatted(value))));
                }
            }
        }
        return new Sources(file, environment, flags, unknown(parsed.unmatched()));
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
