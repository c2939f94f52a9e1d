package dialtone.sip.record;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// Connections to the database of records, which may be away for a while.
///
/// Threading: for any thread; whoever asks for a connection waits for it.
final class RecordDatabase implements AutoCloseable {

    static final String IN_MEMORY = RecordsConfig.SQLITE + ":memory:";

    private static final Logger LOG = LoggerFactory.getLogger(RecordDatabase.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 4;

    private final HikariDataSource pool;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean hasTables;

    private RecordDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /// What is done with a connection.
    @FunctionalInterface
    interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    /// Opens the pool; the database itself need not be there yet.
    static RecordDatabase open(RecordsConfig config, String url) {
        String usable = usable(url);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("call-records");
        pool.setJdbcUrl(usable);
        pool.setConnectionTimeout(PATIENCE.toMillis());
        pool.setInitializationFailTimeout(-1);
        if (usable.startsWith(RecordsConfig.SQLITE)) {
            boolean isInMemory = isInMemory(usable);
            // What is in memory belongs to its connection, and is gone with it.
            pool.setMaximumPoolSize(isInMemory ? 1 : CONNECTIONS);
            pool.setMinimumIdle(1);
            pool.setMaxLifetime(0);
            pool.setIdleTimeout(0);
            pool.addDataSourceProperty("busy_timeout", String.valueOf(PATIENCE.toMillis()));
            if (!isInMemory) {
                pool.addDataSourceProperty("journal_mode", "WAL");
                pool.addDataSourceProperty("synchronous", "NORMAL");
            }
        } else {
            pool.setMaximumPoolSize(CONNECTIONS);
            pool.setMinimumIdle(1);
            String seconds = String.valueOf(PATIENCE.toSeconds());
            pool.addDataSourceProperty("connectTimeout", seconds);
            pool.addDataSourceProperty("loginTimeout", seconds);
            pool.addDataSourceProperty("socketTimeout", String.valueOf(4 * PATIENCE.toSeconds()));
            pool.addDataSourceProperty("ApplicationName", "dialtone");
        }
        if (config.user() != null) {
            pool.setUsername(config.user());
        }
        if (config.password() != null) {
            pool.setPassword(config.password().value());
        }
        return new RecordDatabase(new HikariDataSource(pool));
    }

    private static boolean isInMemory(String url) {
        return url.contains(":memory:")
                || url.contains("mode=memory")
                || url.equals(RecordsConfig.SQLITE);
    }

    /// The same, or memory where the file cannot be written.
    private static String usable(String url) {
        if (!url.startsWith(RecordsConfig.SQLITE) || isInMemory(url)) {
            return url;
        }
        String name = url.substring(RecordsConfig.SQLITE.length());
        if (name.startsWith("file:")) {
            return url;
        }
        int parameters = name.indexOf('?');
        try {
            Path file = Path.of(parameters < 0 ? name : name.substring(0, parameters));
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            boolean isWritable =
                    Files.exists(file)
                            ? Files.isWritable(file)
                            : directory != null && Files.isWritable(directory);
            if (isWritable) {
                return url;
            }
            warn(file.toString(), "it cannot be written");
        } catch (IOException | InvalidPathException e) {
            warn(name, e.toString());
        }
        return IN_MEMORY;
    }

    private static void warn(String file, String reason) {
        LOG.warn(
                "event=call_records_in_memory file={}: {}. Records of calls are kept in memory and"
                        + " are gone when the server stops. Start it where it may write, or set"
                        + " sip.records.url.",
                file,
                reason);
    }

    /// Does something in one transaction.
    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                createOnce(connection);
                T done = work.on(connection);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private void createOnce(Connection connection) throws SQLException {
        synchronized (lock) {
            if (!hasTables) {
                CallTable.create(connection);
                connection.commit();
                hasTables = true;
            }
        }
    }

    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
