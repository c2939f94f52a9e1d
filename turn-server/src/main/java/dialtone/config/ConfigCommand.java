package dialtone.config;

import picocli.CommandLine.Model.CommandSpec;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// A command of a command line whose flags are a configuration.
///
/// Threading: for one thread.
///
/// @param <R> see [ConfigLoader]
public final class ConfigCommand<R extends Record> implements Callable<Integer> {

    private final ConfigLoader<R> loader;
    private final Map<String, String> environment;
    private final ToIntFunction<Loaded<R>> action;
    private final CommandSpec command;
    private final ConfigFlags flags;

    private ConfigCommand(
            String name,
            ConfigLoader<R> loader,
            Map<String, String> environment,
            ToIntFunction<Loaded<R>> action) {
        this.loader = loader;
        this.environment = environment;
        this.action = action;
        command = CommandSpec.wrapWithoutInspection(this).name(name).mixinStandardHelpOptions(true);
        flags = ConfigFlags.addTo(command, loader.defaults());
    }

    /// A command that loads its configuration and then acts.
    ///
    /// @param shortFlags adds flags of its own
    /// @param action gives the exit code; not asked when the configuration is wrong
    public static <R extends Record> CommandSpec create(
            String name,
            String description,
            ConfigLoader<R> loader,
            Map<String, String> environment,
            Consumer<ConfigFlags> shortFlags,
            ToIntFunction<Loaded<R>> action) {
        ConfigCommand<R> created = new ConfigCommand<>(name, loader, environment, action);
        shortFlags.accept(created.flags);
        created.command
                .usageMessage()
                .description(description)
                .footer(
                        "",
                        "Every key of the configuration is a flag (--logging.level=debug) and an"
                                + " environment variable (DIALTONE_LOGGING_LEVEL=debug) too.",
                        "docs/reference.yaml has them all, docs/configuration.md tells more.");
        return created.command;
    }

    /// Throws [InvalidConfigException] for whoever runs command lines to tell.
    @Override
    public Integer call() {
        var line = Objects.requireNonNull(command.commandLine());
        return action.applyAsInt(loader.load(flags.sources(line.getParseResult(), environment)));
    }
}
