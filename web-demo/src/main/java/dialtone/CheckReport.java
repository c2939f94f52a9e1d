package dialtone;

import dialtone.process.ExitCode;
import dialtone.turn.check.Step;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.Locale;

/// What commands that check something have in common: flags, and how they tell what they found.
final class CheckReport {

    /// Of their help.
    static final String FOOTER =
            "It ends with 0 when all works and with 1 when something does not.";

    private CheckReport() {}

    /// Adds a flag with a text.
    static void flag(CommandSpec command, String name, String label, String description) {
        command.addOption(
                OptionSpec.builder(name)
                        .type(String.class)
                        .paramLabel(label)
                        .description(description)
                        .build());
    }

    static void print(Step step) {
        System.out.printf(
                Locale.ROOT,
                "  %-6s %8.1f ms  %s: %s%n",
                step.result() == Step.Result.OK ? "ok" : "FAILED",
                step.took().toNanos() / 1e6,
                step.name(),
                step.words());
    }

    /// Tells what it comes to.
    ///
    /// @return the command's exit code
    static int end(boolean works) {
        System.out.println(works ? "It works." : "It does not work.");
        return works ? ExitCode.OK : ExitCode.FAILED;
    }
}
