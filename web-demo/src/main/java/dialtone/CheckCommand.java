package dialtone;

import dialtone.config.Addresses;
import dialtone.config.ConfigFlags;
import dialtone.config.ConfigLoader;
import dialtone.config.InvalidConfigException;
import dialtone.config.Problems;
import dialtone.config.Secret;
import dialtone.turn.TurnConfig;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.check.Step;
import dialtone.turn.check.Transport;
import dialtone.turn.check.TurnCheck;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/// The command `turn check`: tells whether a TURN server works, step by step.
///
/// Threading: for one thread.
final class CheckCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration CREDENTIAL_LIFETIME = Duration.ofMinutes(5);
    private static final String USER = "turn-check";

    private static final String SERVER_FLAG = "--server";
    private static final String USER_FLAG = "--user";
    private static final String PASSWORD_FLAG = "--password";
    private static final String SECRET_FLAG = "--secret";
    private static final String TRANSPORT_FLAG = "--transport";

    private final ConfigLoader<RelayConfig> loader =
            new ConfigLoader<>(RelayConfig.defaults(), TurnCommand.OTHERS);
    private final Map<String, String> environment;
    private final CommandSpec command;
    private final ConfigFlags flags;

    private CheckCommand(Map<String, String> environment) {
        this.environment = environment;
        command =
                CommandSpec.wrapWithoutInspection(this)
                        .name("check")
                        .mixinStandardHelpOptions(true);
        flags = ConfigFlags.addTo(command, RelayConfig.defaults());
    }

    /// The command.
    ///
    /// @param environment of the process
    static CommandSpec create(Map<String, String> environment) {
        CheckCommand check = new CheckCommand(environment);
        check.command
                .usageMessage()
                .description(
                        "Uses a running TURN server as two clients would, and tells what works.",
                        "Without flags it is the one that the configuration describes.")
                .footer("", CheckReport.FOOTER);
        CheckReport.flag(
                check.command, SERVER_FLAG, "HOST[:PORT]", "Another TURN server, whichever it is.");
        CheckReport.flag(check.command, USER_FLAG, "NAME", "Who asks; with --password.");
        CheckReport.flag(
                check.command,
                PASSWORD_FLAG,
                "PASSWORD",
                "Others on this machine see it while this runs.");
        CheckReport.flag(
                check.command,
                SECRET_FLAG,
                "SECRET",
                "Makes a credential that ends by itself, in 5 minutes.");
        CheckReport.flag(
                check.command,
                TRANSPORT_FLAG,
                "WAY",
                "How the server is reached: udp (as usual), tcp or tls.");
        return check.command;
    }

    @Override
    public Integer call() {
        ParseResult parsed = Objects.requireNonNull(command.commandLine()).getParseResult();
        TurnConfig config = loader.load(flags.sources(parsed, environment)).config().turn();
        Problems problems = new Problems();
        Transport transport = Transport.of(parsed.matchedOptionValue(TRANSPORT_FLAG, "udp"));
        problems.require(
                transport != null, TRANSPORT_FLAG, "is none of these (expected: udp, tcp or tls)");
        TurnCredential credential = credential(parsed, config);
        problems.require(
                credential != null,
                USER_FLAG,
                "it is not said who asks: the server wants --user and --password, or --secret (or"
                        + " turn.users or turn.auth-secrets in the configuration)");
        problems.orThrow();
        InetSocketAddress server = server(parsed, config, Objects.requireNonNull(transport));
        new Problems()
                .require(
                        server.getPort() > 0,
                        "turn.listen",
                        "has port 0, any free one: say with --server which one it became")
                .orThrow();
        return check(
                new TurnCheck.Target(
                        server,
                        transport,
                        Objects.requireNonNull(credential),
                        credential,
                        PATIENCE));
    }

    private static int check(TurnCheck.Target target) {
        System.out.printf(
                "Checking the TURN server at %s over %s as %s.%n",
                Addresses.text(target.server()),
                target.transport().label(),
                target.first().username());
        Step last = TurnCheck.run(target, CheckReport::print);
        return CheckReport.end(last.result() == Step.Result.OK);
    }

    /// Who asks: as the flags say, or else as the configuration lets somebody in; null when neither
    /// does.
    private static @Nullable TurnCredential credential(ParseResult parsed, TurnConfig config) {
        String user = parsed.matchedOptionValue(USER_FLAG, (String) null);
        String password = parsed.matchedOptionValue(PASSWORD_FLAG, (String) null);
        String secret = parsed.matchedOptionValue(SECRET_FLAG, (String) null);
        if (user != null && password != null && !password.isEmpty()) {
            return new TurnCredential(user, new Secret(password));
        }
        if (secret != null && !secret.isEmpty()) {
            return minted(new Secret(secret), user);
        }
        if (user != null || password != null || secret != null) {
            return null;
        }
        if (!config.authSecrets().isEmpty()) {
            return minted(config.authSecrets().getFirst(), null);
        }
        return config.users().entrySet().stream()
                .min(Map.Entry.comparingByKey())
                .map(one -> new TurnCredential(one.getKey(), one.getValue()))
                .orElse(null);
    }

    private static TurnCredential minted(Secret secret, @Nullable String user) {
        return new RestCredentials(secret)
                .mint(user == null ? USER : user, Instant.now().plus(CREDENTIAL_LIFETIME));
    }

    private static InetSocketAddress server(
            ParseResult parsed, TurnConfig config, Transport transport) {
        String server = parsed.matchedOptionValue(SERVER_FLAG, (String) null);
        if (server != null) {
            InetSocketAddress usual =
                    new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), transport.usualPort());
            try {
                return Addresses.parse(server, usual);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigException(
                        new Problems().add(SERVER_FLAG, String.valueOf(e.getMessage())).found());
            }
        }
        InetSocketAddress listener =
                transport == Transport.TLS && !config.tls().listen().isEmpty()
                        ? config.tls().listen().getFirst()
                        : config.listen().getFirst();
        if (!listener.getAddress().isAnyLocalAddress()) {
            return listener;
        }
        String loopback = listener.getAddress() instanceof Inet6Address ? "::1" : "127.0.0.1";
        return new InetSocketAddress(InetAddress.ofLiteral(loopback), listener.getPort());
    }
}
