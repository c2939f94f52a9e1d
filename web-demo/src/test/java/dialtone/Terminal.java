package dialtone;

import dialtone.process.CommandLines;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Runs commands, and keeps what they say.
final class Terminal {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /// Runs a command, and gives its exit code.
    int run(Map<String, String> environment, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return CommandLines.run(Commands.all(environment), arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
