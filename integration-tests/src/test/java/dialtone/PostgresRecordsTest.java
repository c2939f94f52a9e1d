package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dialtone.config.Secret;
import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;
import dialtone.sip.record.CallMedia;
import dialtone.sip.record.CallPage;
import dialtone.sip.record.CallQuery;
import dialtone.sip.record.CallRecord;
import dialtone.sip.record.CallRecords;
import dialtone.sip.record.Heard;
import dialtone.sip.record.RecordsConfig;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Call records in a real PostgreSQL, which the test makes and starts.
///
/// PostgreSQL does not run as root, so a test that does starts it as Debian's user for it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRecordsTest {

    private static final String INSTALLED = "PostgreSQL, which integration-tests/install installs";

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final String PASSWORD = "only for this test";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Path directory;
    private Path programs;
    private int port;
    private boolean isStarted;

    @BeforeAll
    void start(@TempDir Path empty) throws Exception {
        directory = empty;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(PROGRAMS).as(INSTALLED).isDirectory();
        }
        assumeThat(PROGRAMS).as(INSTALLED).isDirectory();
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            programs = versions.sorted().toList().getLast().resolve("bin");
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        if (isRoot()) {
            run("chown", "-R", "postgres", directory.toString());
        }
        asUser(
                "initdb",
                "-D",
                data(),
                "-U",
                "dialtone",
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--no-sync",
                "-E",
                "UTF8");
        startServer();
    }

    private void startServer() throws Exception {
        asUser(
                "pg_ctl",
                "-D",
                data(),
                "-l",
                directory.resolve("log").toString(),
                "-w",
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
                        .formatted(port),
                "start");
        isStarted = true;
    }

    private void stopServer() throws Exception {
        if (isStarted) {
            isStarted = false;
            asUser("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        }
    }

    @AfterAll
    void stop() throws Exception {
        stopServer();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void asUser(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("postgres", ".out");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean hasEnded = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        Files.delete(output);
        assertThat(hasEnded).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private CallRecords open() {
        return CallRecords.start(
                new RecordsConfig(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                        "dialtone",
                        new Secret(PASSWORD),
                        Duration.ofDays(90),
                        100),
                InstantSource.fixed(NOON),
                new SimpleMeterRegistry());
    }

    private static CallRecord call(String id, Instant started) {
        return new CallRecord(
                id,
                CallRecord.Direction.OUTBOUND,
                "user:alice",
                "tel:+49 30 12345678",
                null,
                "+493012345678",
                "main",
                "https://shop.example.com",
                "alice",
                started,
                started.plusSeconds(2),
                null,
                started.plusSeconds(20),
                EndReason.BUSY,
                new Cause(486, "Busy Here"),
                CallRecord.Ender.PHONE,
                null,
                new CallMedia(
                        "opus",
                        "PCMA",
                        true,
                        null,
                        new Heard(3000, 240_000, 0.5, 3.25, 40, 4.125, 3.75),
                        Heard.NOTHING));
    }

    @Test
    void keepsRecordsAndFindsThem() {
        CallRecord first = call("pg1", NOON);
        CallRecord second = call("pg2", NOON.plusSeconds(1));
        CallRecord old = call("pg0", NOON.minus(Duration.ofDays(91)));
        try (CallRecords records = open()) {
            records.add(first);
            records.add(first);
            records.add(old);
        }
        try (CallRecords records = open()) {
            records.add(second);
        }

        try (CallRecords records = open()) {
            assertThat(records.find("pg1")).isEqualTo(first);
            assertThat(records.find("pg0")).isNull();
            CallPage page =
                    records.find(
                            new CallQuery(NOON, NOON.plusSeconds(9), "alice", "main", null, 1));
            assertThat(page.calls()).containsExactly(second);
            CallQuery next = new CallQuery(null, null, "alice", "main", page.next(), 1);
            assertThat(records.find(next).calls()).containsExactly(first);
            assertThat(records.find(next).next()).isNull();
        }
    }

    @Test
    void losesNothingWhileTheDatabaseIsAwayForAMoment() throws Exception {
        try (CallRecords records = open()) {
            records.add(call("before", NOON));
            stopServer();
            records.add(call("while away", NOON.plusSeconds(5)));
            startServer();
            records.add(call("after", NOON.plusSeconds(10)));
        }

        try (CallRecords records = open()) {
            assertThat(records.find("while away")).isNotNull();
            assertThat(records.find("after")).isNotNull();
        }
    }
}
