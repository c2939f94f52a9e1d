package dialtone.sip.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/// Records in SQLite. Closing writes all that waits, so tests close before they look.
class CallRecordsTest {

    private static final Instant NOON = Records.NOON;

    @TempDir private Path directory;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("some/where/calls.db");
    }

    private CallRecords open(@Nullable String url, int queue) {
        return CallRecords.start(
                new RecordsConfig(url, null, null, Duration.ofDays(90), queue),
                InstantSource.fixed(NOON),
                registry);
    }

    private CallRecords open() {
        return open(url(), 1000);
    }

    private void write(CallRecord... records) {
        try (CallRecords open = open()) {
            List.of(records).forEach(open::add);
        }
    }

    private static CallQuery all(int limit) {
        return new CallQuery(null, null, null, null, null, limit);
    }

    private double counted(String result) {
        return registry.get("dialtone.sip.records").tag("result", result).counter().count();
    }

    @Test
    void giveBackWhatWasAdded() {
        CallRecord full = Records.full("one");
        CallRecord bare = Records.bare("two", NOON.plusSeconds(1), "bob", "backup");
        write(full, bare);

        try (CallRecords open = open()) {
            assertThat(open.find("one")).isEqualTo(full);
            assertThat(open.find("two")).isEqualTo(bare);
            assertThat(open.find("three")).isNull();
            assertThat(open.find(all(10)).calls()).containsExactly(bare, full);
        }
        assertThat(counted("written")).isEqualTo(2);
        assertThat(counted("lost")).isZero();
    }

    @Test
    void knowEachCallOnce() {
        write(Records.full("one"), Records.full("one"));
        write(Records.full("one"));

        try (CallRecords open = open()) {
            assertThat(open.find(all(10)).calls()).hasSize(1);
        }
    }

    @Test
    void comeInPagesWithTheNewestFirst() {
        CallRecord[] records =
                IntStream.range(0, 7)
                        // Two begin at the same time each, so that a page ends between such.
                        .mapToObj(
                                i -> Records.bare("id" + i, NOON.plusSeconds(i / 2), "bob", "main"))
                        .toArray(CallRecord[]::new);
        write(records);

        try (CallRecords open = open()) {
            CallPage first = open.find(all(3));
            CallPage second =
                    open.find(
                            new CallQuery(
                                    null,
                                    null,
                                    null,
                                    null,
                                    CallQuery.Cursor.parse(String.valueOf(first.next())),
                                    3));
            CallPage third = open.find(new CallQuery(null, null, null, null, second.next(), 3));

            assertThat(first.calls())
                    .extracting(CallRecord::id)
                    .containsExactly("id6", "id5", "id4");
            assertThat(second.calls())
                    .extracting(CallRecord::id)
                    .containsExactly("id3", "id2", "id1");
            assertThat(third.calls()).extracting(CallRecord::id).containsExactly("id0");
            assertThat(third.next()).isNull();
            assertThat(open.find(all(7)).next()).isNull();
        }
    }

    @Test
    void areFoundByTimeUserAndTrunk() {
        write(
                Records.bare("a", NOON, "alice", "main"),
                Records.bare("b", NOON.plusSeconds(10), "bob", "main"),
                Records.bare("c", NOON.plusSeconds(20), "bob", "backup"));

        try (CallRecords open = open()) {
            assertThat(
                            open.find(
                                            new CallQuery(
                                                    NOON.plusSeconds(10),
                                                    NOON.plusSeconds(20),
                                                    null,
                                                    null,
                                                    null,
                                                    9))
                                    .calls())
                    .extracting(CallRecord::id)
                    .containsExactly("b");
            assertThat(open.find(new CallQuery(null, null, "bob", null, null, 9)).calls())
                    .extracting(CallRecord::id)
                    .containsExactly("c", "b");
            assertThat(open.find(new CallQuery(null, null, "bob", "main", null, 9)).calls())
                    .extracting(CallRecord::id)
                    .containsExactly("b");
        }
    }

    @Test
    void areRemovedWhenTheyAreTooOld() {
        write(Records.bare("old", NOON.minus(Duration.ofDays(91)), "bob", "main"));
        write(Records.bare("young", NOON.minus(Duration.ofDays(89)), "bob", "main"));

        try (CallRecords open = open()) {
            assertThat(open.find("old")).isNull();
            assertThat(open.find("young")).isNotNull();
        }
    }

    @Test
    void doNotHoldAnybodyUpWhileTheDatabaseIsLocked() throws Exception {
        write(Records.full("one"));
        int added = 200;
        try (CallRecords open = open(url(), 10)) {
            try (Connection other = DriverManager.getConnection(url());
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                for (int i = 0; i < added; i++) {
                    open.add(Records.full("n" + i));
                }
                statement.execute("ROLLBACK");
            }
        }

        assertThat(counted("lost")).isPositive();
        assertThat(counted("written") + counted("lost")).isEqualTo(added + 1);
        try (CallRecords open = open()) {
            assertThat(open.find(all(1000)).calls()).hasSize((int) counted("written"));
        }
    }

    @Test
    void areKeptInMemoryWhereTheFileCannotBe() throws Exception {
        Files.writeString(directory.resolve("some"), "a file, where a directory should be");

        try (CallRecords open = open()) {
            assertThat(open.find(all(10)).calls()).isEmpty();
            open.add(Records.full("one"));
        }
        assertThat(counted("written")).isEqualTo(1);
    }

    @Test
    void areNotKeptWithoutAUrl() {
        try (CallRecords none = open(null, 10)) {
            none.add(Records.full("one"));

            assertThatThrownBy(() -> none.find(all(10)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("sip.records.url is empty");
        }
    }

    @Test
    void keepWhatAnOlderProgramHasWritten() throws Exception {
        CallRecord old = Records.bare("old", NOON, "bob", "main");
        write(old);
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("ALTER TABLE calls DROP COLUMN diverted_from");
            statement.execute("UPDATE dialtone_schema SET version = 1");
        }
        CallRecord fresh = Records.full("fresh");
        write(fresh);
        write(Records.full("again"));

        try (CallRecords open = open()) {
            assertThat(open.find("old")).isEqualTo(old);
            assertThat(open.find("fresh")).isEqualTo(fresh);
            assertThat(open.find("again")).isNotNull();
        }
    }

    @Test
    void leaveTablesOfANewerProgramAlone() throws Exception {
        write(Records.full("one"));
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("INSERT INTO dialtone_schema VALUES (99)");
        }

        try (CallRecords open = open()) {
            assertThatThrownBy(() -> open.find("one"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("of version 99, made by a newer Dialtone");
        }
    }

    @Test
    void takeNoOtherDatabase() {
        assertThatThrownBy(() -> open("jdbc:mysql://db/dialtone", 10))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("SQLite or PostgreSQL");
    }
}
