package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dialtone.config.Secret;
import dialtone.signaling.message.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs what `docs/tickets.md` tells people to copy, as far as this machine has the languages.
class TicketDocumentTest {

    private static final Secret SECRET = new Secret("a secret shared by backend and server / +=");

    private final TicketVerifier verifier =
            TicketVerifier.of(
                    Map.of("k1", SECRET, "k2", new Secret("another secret, for the same server")),
                    InstantSource.system());

    @TempDir private Path directory;

    @Test
    void mintsInJava() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));

        assertMints("java", "MintTicket.java", List.of(java, "-cp", classPath));
    }

    @ParameterizedTest
    @CsvSource({"js, mint.mjs, node", "python, mint.py, python3", "php, mint.php, php"})
    void mintsIn(String language, String file, String program) throws Exception {
        assumeThat(isInstalled(program)).as(program).isTrue();

        assertMints(language, file, List.of(program));
    }

    @Test
    void mintsInGo() throws Exception {
        assumeThat(isInstalled("go")).as("go").isTrue();

        assertMints("go", "mint.go", List.of("go", "run"));
    }

    @Test
    void explainsEveryCodeAboutTickets() throws Exception {
        String text = document();

        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire))
                .filteredOn(wire -> wire.startsWith("auth/"))
                .allSatisfy(wire -> assertThat(text).contains("| `" + wire + "` |"));
    }

    @Test
    void tellsTheBoundsOfTheCode() throws Exception {
        assertThat(document())
                .contains("Clocks may differ by " + TicketVerifier.CLOCK_SKEW.toSeconds() + " s")
                .contains("at most " + TicketVerifier.MAX_LENGTH + " characters")
                .contains("1 to " + Ticket.MAX_USER_LENGTH + " visible")
                .contains("at most " + Ticket.MAX_NAME_LENGTH + " characters; without")
                .contains(
                        "At most %d patterns of at most %d characters"
                                .formatted(Ticket.MAX_PATTERNS, Ticket.MAX_PATTERN_LENGTH));
    }

    private void assertMints(String language, String file, List<String> command) throws Exception {
        Path source = directory.resolve(file);
        Files.writeString(source, example(language));

        String ticket = run(command, source);

        Verdict verdict = verifier.verify(ticket);
        assertThat(verdict).as(ticket).isInstanceOf(Verdict.Accepted.class);
        Ticket said = ((Verdict.Accepted) verdict).ticket();
        assertThat(said)
                .isEqualTo(
                        new Ticket(
                                "alice",
                                "Alice",
                                List.of("standup"),
                                List.of("user:*", "tel:+49*"),
                                said.expiresAt(),
                                new DialLimits(null, Duration.ofMinutes(30), null, null, null)));
    }

    private String run(List<String> command, Path source) throws Exception {
        Path output = directory.resolve("output");
        List<String> words = new ArrayList<>(command);
        words.add(source.toString());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("TICKET_SECRET", SECRET.value());
        builder.redirectOutput(output.toFile());
        builder.redirectError(directory.resolve("errors").toFile());
        Process process = builder.start();
        boolean hasEnded = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(hasEnded).isTrue();
        assertThat(process.exitValue()).as(Files.readString(directory.resolve("errors"))).isZero();
        return Files.readString(output).strip();
    }

    private static String example(String language) throws IOException {
        String fence = "\n```" + language + "\n";
        String text = document();
        int start = text.indexOf(fence) + fence.length();
        return text.substring(start, text.indexOf("\n```\n", start) + 1);
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/tickets.md"), StandardCharsets.UTF_8);
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
