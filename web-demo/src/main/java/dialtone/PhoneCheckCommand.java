package dialtone;

import dialtone.config.Problems;
import dialtone.logging.Logging;
import dialtone.logging.LoggingConfig;
import dialtone.sip.check.PhoneCheck;
import dialtone.turn.check.Step;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// The command `phone check`: tells whether calls to phones work, step by step.
///
/// Threading: for one thread.
final class PhoneCheckCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_CALLS = 10_000;

    private static final String SERVER_FLAG = "--server";
    private static final String TICKET_FLAG = "--ticket";
    private static final String NUMBER_FLAG = "--number";
    private static final String CALLS_FLAG = "--calls";

    private static final String USUAL_SERVER = "http://localhost:8080";
    private static final String ECHO = "600";

    private final CommandSpec command;

    private PhoneCheckCommand() {
        command =
                CommandSpec.wrapWithoutInspection(this)
                        .name("check")
                        .mixinStandardHelpOptions(true);
    }

    /// The command.
    static CommandSpec create() {
        PhoneCheckCommand check = new PhoneCheckCommand();
        check.command
                .usageMessage()
                .description(
                        "Calls a number that answers with an echo, as a browser would, and tells"
                                + " what works.")
                .footer("", CheckReport.FOOTER);
        CheckReport.flag(
                check.command,
                SERVER_FLAG,
                "URL",
                "Of its pages; " + USUAL_SERVER + " unless said otherwise.");
        CheckReport.flag(
                check.command,
                TICKET_FLAG,
                "TICKET",
                "That may dial; others on this machine see it.");
        CheckReport.flag(
                check.command,
                NUMBER_FLAG,
                "NUMBER",
                "That answers with an echo; as usual " + ECHO + ".");
        CheckReport.flag(check.command, CALLS_FLAG, "N", "So many calls, one after the other.");
        return check.command;
    }

    @Override
    public Integer call() {
        ParseResult parsed = Objects.requireNonNull(command.commandLine()).getParseResult();
        Problems problems = new Problems();
        URI server = server(parsed.matchedOptionValue(SERVER_FLAG, USUAL_SERVER));
        problems.require(
                server != null,
                SERVER_FLAG,
                "is no address (expected: https://HOST or http://HOST)");
        int calls = calls(parsed.matchedOptionValue(CALLS_FLAG, "1"));
        problems.require(
                calls > 0, CALLS_FLAG, "is no number of calls (expected: 1 to " + MOST_CALLS + ")");
        problems.orThrow();
        PhoneCheck.Target target =
                new PhoneCheck.Target(
                        Objects.requireNonNull(server),
                        parsed.matchedOptionValue(TICKET_FLAG, (String) null),
                        parsed.matchedOptionValue(NUMBER_FLAG, ECHO),
                        PATIENCE);
        Logging.apply(new LoggingConfig(Level.WARN, LoggingConfig.Format.TEXT, Map.of(), true));
        System.out.printf("Calling %s at %s.%n", target.number(), target.server());
        try (PhoneCheck check = new PhoneCheck(target)) {
            return CheckReport.end(check(check, calls));
        }
    }

    /// Tells the steps of the first call, and of all of them how long they took.
    private static boolean check(PhoneCheck check, int calls) {
        Consumer<Step> listener = CheckReport::print;
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long startNanos = System.nanoTime();
            Step last = check.call(listener);
            if (last.result() != Step.Result.OK) {
                if (i > 0) {
                    CheckReport.print(last);
                    System.out.printf("That was call %d.%n", i + 1);
                }
                return false;
            }
            times.add(Duration.ofNanos(System.nanoTime() - startNanos));
            listener = _ -> {};
        }
        if (calls > 1) {
            Collections.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "%d calls, from the session to its end: median %.1f ms, longest %.1f ms.%n",
                    calls,
                    times.get(calls / 2).toNanos() / 1e6,
                    times.getLast().toNanos() / 1e6);
        }
        return true;
    }

    private static @Nullable URI server(String text) {
        try {
            URI server = URI.create(text);
            boolean isWeb = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
            return isWeb && server.getHost() != null ? server : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// 0 when it is no such number.
    private static int calls(String text) {
        try {
            int calls = Integer.parseInt(text);
            return calls > MOST_CALLS ? 0 : Math.max(0, calls);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
