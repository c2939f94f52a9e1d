package dialtone.turn;

import dialtone.config.Addresses;
import dialtone.config.ConfigCommand;
import dialtone.config.ConfigFlags;
import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.config.Problems;
import dialtone.logging.Logging;
import dialtone.logging.LoggingConfig;
import dialtone.process.CannotListenException;
import dialtone.process.CommandLines;
import dialtone.process.StartException;
import dialtone.process.StopSignals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import picocli.CommandLine.Model.CommandSpec;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The relay alone, as a program.
public final class TurnMain {

    /// Sections of the same file that belong to other parts of Dialtone.
    private static final Set<String> OTHERS = Set.of("signaling", "admin", "web");

    private TurnMain() {}

    /// What the program is configured by.
    private record Config(TurnConfig turn, LoggingConfig logging) {

        private static final Config DEFAULTS =
                new Config(TurnConfig.defaults(), LoggingConfig.defaults());
    }

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(command(System.getenv()), arguments));
    }

    /// The command `turn`.
    ///
    /// @param environment of the process
    public static CommandSpec command(Map<String, String> environment) {
        return ConfigCommand.create(
                "turn",
                "Starts the TURN relay alone.",
                new ConfigLoader<>(Config.DEFAULTS, OTHERS),
                environment,
                TurnMain::addFlags,
                TurnMain::serve);
    }

    private static void addFlags(ConfigFlags flags) {
        flags.add("--listen", "HOST:PORT", "Where clients reach it.", "%s", "turn.listen")
                .add("--port", "PORT", "The port alone.", ":%s", "turn.listen")
                .add(
                        "--relay-address",
                        "ADDRESS",
                        "Of this machine, where peers send to.",
                        "%s",
                        "turn.relay-address")
                .add(
                        "--external-address",
                        "ADDRESS",
                        "What clients are told instead, behind a NAT.",
                        "%s",
                        "turn.external-address")
                .add("--user", "NAME:PASSWORD", "Who may use it.", "%s", "turn.users")
                .add(
                        "--auth-secret",
                        "SECRET",
                        "For credentials that end by themselves.",
                        "%s",
                        "turn.auth-secrets")
                .add("--realm", "NAME", "Where credentials count.", "%s", "turn.realm");
    }

    private static int serve(Loaded<Config> loaded) {
        TurnConfig turn = loaded.config().turn();
        new Problems()
                .require(
                        !turn.users().isEmpty() || !turn.authSecrets().isEmpty(),
                        "turn.users",
                        "nobody could use this relay: name who may with --user name:password, or"
                                + " a secret with --auth-secret")
                .orThrow();
        Logging.apply(loaded.config().logging());
        StopSignals signals = StopSignals.install();
        try (TurnServer server = TurnServer.start(turn, new SimpleMeterRegistry())) {
            for (InetSocketAddress address : server.listeners()) {
                System.out.printf(
                        "The TURN relay is ready at %s, UDP and TCP. Ctrl-C stops it.%n",
                        Addresses.text(address));
            }
            return signals.await();
        } catch (CannotListenException e) {
            throw new StartException(List.of(String.valueOf(e.getMessage())));
        }
    }
}
