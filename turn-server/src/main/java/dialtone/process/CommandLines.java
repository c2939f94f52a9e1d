package dialtone.process;

import dialtone.config.InvalidConfigException;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Runs a command line the same way in every program of ours.
public final class CommandLines {

    private CommandLines() {}

    /// Runs what the arguments ask for.
    ///
    /// @return the exit code
    public static int run(CommandSpec command, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(
                (e, _) -> {
                    CommandLine failed = e.getCommandLine();
                    failed.getErr().println("dialtone: " + e.getMessage());
                    failed.getErr().println("dialtone --help tells what there is.");
                    return ExitCode.BAD_CONFIG;
                });
        line.setExecutionExceptionHandler(
                (e, failed, _) ->
                        switch (e) {
                            case InvalidConfigException invalid -> {
                                failed.getErr().println(invalid.report());
                                yield ExitCode.BAD_CONFIG;
                            }
                            case StartException start -> {
                                start.reasons()
                                        .forEach(
                                                reason ->
                                                        failed.getErr()
                                                                .println("dialtone: " + reason));
                                yield ExitCode.FAILED;
                            }
                            default -> throw e;
                        });
        return line.execute(arguments);
    }
}
