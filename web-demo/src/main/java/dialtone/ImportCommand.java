package dialtone;

import dialtone.coturn.CoturnImport;
import dialtone.process.StartException;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// The command `import-coturn`: prints a configuration made from coturn's.
///
/// Threading: for one thread.
final class ImportCommand implements Callable<Integer> {

    private final CommandSpec command;

    private ImportCommand() {
        command =
                CommandSpec.wrapWithoutInspection(this)
                        .name("import-coturn")
                        .mixinStandardHelpOptions(true);
        command.usageMessage()
                .description(
                        "Prints a configuration that says what coturn's turnserver.conf says.");
        command.addPositional(
                PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .type(String.class)
                        .arity("1")
                        .description("coturn's file, often /etc/turnserver.conf")
                        .build());
    }

    static CommandSpec create() {
        return new ImportCommand().command;
    }

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(command.commandLine());
        String file = line.getParseResult().matchedPositionalValue(0, "");
        try {
            System.out.print(CoturnImport.yaml(Files.readString(Path.of(file))));
            return 0;
        } catch (IOException | InvalidPathException e) {
            throw new StartException(List.of(file + " cannot be read: " + e));
        }
    }
}
