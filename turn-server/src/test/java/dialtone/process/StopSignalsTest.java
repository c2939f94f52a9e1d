package dialtone.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class StopSignalsTest {

    private static final long PATIENCE_SECONDS = 60;

    /// A program that hears of the first signal and does not end by itself.
    static final class Stubborn {

        private Stubborn() {}

        public static void main(String[] arguments) throws InterruptedException {
            StopSignals signals = StopSignals.install();
            System.out.println("ready");
            System.out.println("stopping " + signals.await());
            new CountDownLatch(1).await();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void theFirstAsksAndTheSecondEndsAtOnce(String signal, int code) throws Exception {
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Stubborn.class.getName())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = program.inputReader()) {
            skipTo(output, "ready");
            kill(program, signal);
            skipTo(output, "stopping " + code);
            assertThat(program.isAlive()).isTrue();

            kill(program, signal);

            assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(code);
        } finally {
            program.destroyForcibly();
        }
    }

    private static void kill(Process program, String signal) throws Exception {
        int code =
                new ProcessBuilder("kill", "-s", signal, Long.toString(program.pid()))
                        .start()
                        .waitFor();
        assertThat(code).isZero();
    }

    private static void skipTo(BufferedReader output, String line) throws Exception {
        String said;
        do {
            said = output.readLine();
            assertThat(said).as("a line, until '%s'", line).isNotNull();
        } while (!said.equals(line));
    }
}
