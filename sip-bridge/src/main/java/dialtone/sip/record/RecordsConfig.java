package dialtone.sip.record;

import dialtone.config.Problems;
import dialtone.config.Secret;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Where call records are kept.
///
/// @param url of JDBC, for SQLite or PostgreSQL; null to keep none
/// @param user of the database; null for none, or when the URL names one
/// @param password of the user
/// @param keep how long; null for ever
/// @param queue how many may wait for the database before any are lost
public record RecordsConfig(
        @Nullable String url,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Duration keep,
        int queue) {

    static final String SQLITE = "jdbc:sqlite:";
    static final String POSTGRESQL = "jdbc:postgresql:";

    private static final int MOST_WAITING = 1_000_000;

    public RecordsConfig {
        new Problems()
                .require(
                        url == null || url.startsWith(SQLITE) || url.startsWith(POSTGRESQL),
                        "url",
                        "records are kept in SQLite or PostgreSQL (expected: such as"
                                + " jdbc:sqlite:data/calls.db or"
                                + " jdbc:postgresql://db.example.com/dialtone)")
                .require(
                        keep == null || keep.compareTo(Duration.ofDays(1)) >= 0,
                        "keep",
                        "a day is the shortest; empty: for ever")
                .require(
                        queue > 0 && queue <= MOST_WAITING,
                        "queue",
                        queue + " (expected: 1 to " + MOST_WAITING + ")")
                .orThrow();
    }

    /// A file of SQLite in the directory where the program was started.
    public static RecordsConfig defaults() {
        return new RecordsConfig(SQLITE + "data/calls.db", null, null, Duration.ofDays(90), 10_000);
    }
}
