package dialtone;

import dialtone.config.ConfigCommand;
import dialtone.config.ConfigFlags;
import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.logging.Logging;
import dialtone.process.ExitCode;
import dialtone.process.StopSignals;
import dialtone.signaling.admin.BuildInfo;

import picocli.CommandLine.Model.CommandSpec;

import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/// The command line: `dialtone`, `dialtone turn` with `check` and `import-coturn`, `dialtone phone
/// check`, and `dialtone config check` and `print`.
final class Commands {

    private final ConfigLoader<DialtoneConfig> loader =
            new ConfigLoader<>(DialtoneConfig.defaults(), Set.of());
    private final Map<String, String> environment;

    private Commands(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @param environment of the process
    static CommandSpec all(Map<String, String> environment) {
        Commands commands = new Commands(environment);
        return commands.command(
                        "dialtone",
                        "Starts everything in one process: signaling and pages, admin port, relay.",
                        Commands::serve)
                .version(version())
                .addSubcommand(
                        "turn",
                        TurnCommand.create(environment)
                                .addSubcommand("check", CheckCommand.create(environment))
                                .addSubcommand("import-coturn", ImportCommand.create()))
                .addSubcommand("phone", phone())
                .addSubcommand("config", commands.config());
    }

    private static CommandSpec phone() {
        CommandSpec phone = CommandSpec.create().name("phone").mixinStandardHelpOptions(true);
        phone.usageMessage().description("Looks after calls to phones.");
        return phone.addSubcommand("check", PhoneCheckCommand.create());
    }

    private CommandSpec config() {
        CommandSpec config = CommandSpec.create().name("config").mixinStandardHelpOptions(true);
        config.usageMessage().description("Looks at the configuration.");
        return config.addSubcommand(
                        "check",
                        command(
                                "check",
                                "Tells everything that is wrong with it.",
                                Commands::check))
                .addSubcommand(
                        "print",
                        command(
                                "print",
                                "Prints every value and where it comes from, but no secrets.",
                                Commands::print));
    }

    private CommandSpec command(
            String name, String description, ToIntFunction<Loaded<DialtoneConfig>> action) {
        return ConfigCommand.create(
                name, description, loader, environment, Commands::addFlags, action);
    }

    private static void addFlags(ConfigFlags flags) {
        flags.add("--port", "PORT", "Port of pages and signaling.", ":%s", "signaling.listen")
                .add("--admin-port", "PORT", "Port of metrics and health.", ":%s", "admin.listen")
                .add("--turn-port", "PORT", "Port of the relay.", ":%s", "turn.listen")
                .add(
                        "--host",
                        "ADDRESS",
                        "Of this machine, where browsers connect.",
                        "%s",
                        "signaling.listen",
                        "turn.listen",
                        "turn.relay-address");
    }

    private static int serve(Loaded<DialtoneConfig> loaded) {
        DialtoneConfig config = loaded.config();
        Logging.apply(config.logging());
        StopSignals signals = StopSignals.install();
        try (Dialtone dialtone = Dialtone.start(loaded)) {
            signals.onHangup(dialtone::reload);
            Greeting.print(dialtone, config.logging());
            int code = signals.await();
            dialtone.drain();
            return code;
        }
    }

    private static int check(Loaded<DialtoneConfig> loaded) {
        System.out.println("The configuration is good.");
        return ExitCode.OK;
    }

    private static int print(Loaded<DialtoneConfig> loaded) {
        System.out.print(loaded.print());
        return ExitCode.OK;
    }

    private static String version() {
        BuildInfo build = BuildInfo.read();
        return "dialtone %s (%s), Java %s"
                .formatted(build.version(), build.revision(), build.java());
    }
}
