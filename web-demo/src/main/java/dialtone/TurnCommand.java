package dialtone;

import dialtone.config.Addresses;
import dialtone.config.ConfigCommand;
import dialtone.config.ConfigFlags;
import dialtone.config.ConfigLoader;
import dialtone.config.Loaded;
import dialtone.logging.Logging;
import dialtone.process.StopSignals;

import picocli.CommandLine.Model.CommandSpec;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;

/// The command `turn`: the relay alone.
final class TurnCommand {

    /// Sections of the same file that belong to other parts of Dialtone.
    static final Set<String> OTHERS = Set.of("signaling", "web");

    private TurnCommand() {}

    /// @param environment of the process
    static CommandSpec create(Map<String, String> environment) {
        return ConfigCommand.create(
                "turn",
                "Starts the TURN relay alone, with its admin port.",
                new ConfigLoader<>(RelayConfig.defaults(), OTHERS),
                environment,
                TurnCommand::addFlags,
                TurnCommand::serve);
    }

    private static void addFlags(ConfigFlags flags) {
        flags.add("--listen", "HOST:PORT", "Where clients reach it.", "%s", "turn.listen")
                .add("--port", "PORT", "The port alone.", ":%s", "turn.listen")
                .add("--admin-port", "PORT", "Port of metrics and health.", ":%s", "admin.listen")
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

    private static int serve(Loaded<RelayConfig> loaded) {
        loaded.config().forSomebody();
        Logging.apply(loaded.config().logging());
        StopSignals signals = StopSignals.install();
        try (RelayAlone relay = RelayAlone.start(loaded)) {
            signals.onHangup(relay::reload);
            System.out.printf("Its admin port is %s.%n", Addresses.text(relay.adminAddress()));
            for (InetSocketAddress address : relay.listeners()) {
                System.out.printf(
                        "The TURN relay is ready at %s, UDP and TCP. Ctrl-C stops it.%n",
                        Addresses.text(address));
            }
            return signals.await();
        }
    }
}
