package dialtone.sip.record;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.InstantSource;

/// Keeps the records of phone calls and finds them again.
///
/// Threading: for any thread. Adding does not wait; finding waits for the database.
public final class CallRecords implements AutoCloseable {

    private final @Nullable RecordDatabase database;
    private final @Nullable RecordWriter writer;

    private CallRecords(@Nullable RecordDatabase database, @Nullable RecordWriter writer) {
        this.database = database;
        this.writer = writer;
    }

    /// Opens them. The database need not be there yet: until it is, records wait.
    public static CallRecords start(
            RecordsConfig config, InstantSource clock, MeterRegistry registry) {
        String url = config.url();
        if (url == null) {
            return new CallRecords(null, null);
        }
        RecordDatabase database = RecordDatabase.open(config, url);
        RecordWriter writer =
                new RecordWriter(database, config, clock, new RecordMetrics(registry));
        writer.start();
        return new CallRecords(database, writer);
    }

    /// Leaves the record of a call that is over to be written.
    public void add(CallRecord record) {
        RecordWriter open = writer;
        if (open != null) {
            open.add(record);
        }
    }

    /// The records that a query wants.
    ///
    /// @throws IllegalStateException when they cannot be had now, with words that say why
    public CallPage find(CallQuery query) {
        return ask(connection -> CallTable.find(connection, query));
    }

    /// The record of one call; null when there is none.
    ///
    /// @throws IllegalStateException when it cannot be had now, with words that say why
    public @Nullable CallRecord find(String id) {
        return ask(connection -> new Found(CallTable.find(connection, id))).record();
    }

    private record Found(@Nullable CallRecord record) {}

    private <T> T ask(RecordDatabase.Work<T> work) {
        RecordDatabase open = database;
        if (open == null) {
            throw new IllegalStateException(
                    "No records of calls are kept: sip.records.url is empty.");
        }
        try {
            return open.inTransaction(work);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The database of call records does not answer: " + RecordWriter.reason(e) + ".",
                    e);
        }
    }

    /// Writes what waits, as far as the database takes it soon.
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
