package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program as a process of its own: what it prints, and how it ends.
class ProcessTest {

    private static final long PATIENCE_SECONDS = 60;

    /// The program while it runs.
    private record Running(Process process, BufferedReader output) implements AutoCloseable {

        static Running start(String... arguments) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(
                    List.of("-cp", System.getProperty("java.class.path"), "dialtone.Dialtone"));
            command.addAll(List.of("--port=0", "--admin-port=0", "--turn-port=0"));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Running(process, process.inputReader());
        }

        /// What it says, up to the line with these words.
        String readUntil(String words) throws IOException {
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                if (line.contains(words)) {
                    return said.toString();
                }
            }
            throw new AssertionError("ended without saying '" + words + "':\n" + said);
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("has ended")
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhereItIsAndEndsOnASignal() throws Exception {
        try (Running program = Running.start()) {
            assertThat(program.readUntil("Ctrl-C stops it."))
                    .contains(
                            "DEVELOPMENT MODE", "Demo    http://127.0.0.1:", "TURN    127.0.0.1:");
            program.process().toHandle().destroy();

            assertThat(program.readUntil("signaling_stopped"))
                    .contains("signal=SIGTERM", "hub_draining", "hub_closed");
            assertThat(program.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void readsItsConfigurationAgainAtAHangup() throws Exception {
        try (Running program = Running.start()) {
            program.readUntil("Ctrl-C stops it.");
            new ProcessBuilder("kill", "-s", "HUP", Long.toString(program.process().pid()))
                    .start()
                    .waitFor();

            assertThat(program.readUntil("event=config_reloaded"))
                    .contains("applied=[] need_restart=[]");
            assertThat(program.process().isAlive()).isTrue();
        }
    }

    @Test
    void writesNothingButJsonLinesWhenAsked() throws Exception {
        try (Running program = Running.start("--logging.format=json")) {
            assertThat(program.readUntil("event=started").lines())
                    .allSatisfy(line -> assertThat(line).startsWith("{\"ts\":").endsWith("}"));
        }
    }
}
