package dialtone.sip.record;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Writes records one after another. Whoever has one leaves it in a queue and goes on; only when
/// the database has been away for so long that the queue is full, records are lost.
///
/// Threading: [#add] is for any thread and does not wait; everything else is on the writer's own
/// virtual thread.
final class RecordWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
    private static final int BATCH = 100;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private static final Duration IDLE = Duration.ofMillis(500);

    /// Classes of SQLSTATE that blame the record: data exceptions, and broken constraints.
    private static final List<String> ITS_OWN_FAULT = List.of("22", "23");

    private final RecordDatabase database;
    private final @Nullable Duration keep;
    private final InstantSource clock;
    private final RecordMetrics metrics;
    private final BlockingQueue<CallRecord> queue;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean isAway;
    private Instant tidiedAt = Instant.MIN;

    RecordWriter(
            RecordDatabase database,
            RecordsConfig config,
            InstantSource clock,
            RecordMetrics metrics) {
        this.database = database;
        this.keep = config.keep();
        this.clock = clock;
        this.metrics = metrics;
        queue = new ArrayBlockingQueue<>(config.queue());
        metrics.watch(queue);
        thread = Thread.ofVirtual().name("call-records").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Leaves a record to be written.
    void add(CallRecord record) {
        if (closing.getCount() == 0 || !queue.offer(record)) {
            lost(record, "there are too many that wait for the database");
        }
    }

    private void lost(CallRecord record, String reason) {
        metrics.lost();
        LOG.warn("event=call_record_lost call_id={}: {}", record.id(), reason);
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                CallRecord first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<CallRecord> batch = new ArrayList<>();
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    write(batch);
                }
                tidy();
            }
        } catch (InterruptedException e) {
            LOG.debug("The writer of call records was told to stop", e);
        }
        List<CallRecord> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(record -> lost(record, "the server stops, and the database is away"));
    }

    /// Tries until it is done, or until the server has stopped.
    private void write(List<CallRecord> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                insert(batch);
                return;
            } catch (SQLException e) {
                if (isItsOwnFault(e)) {
                    writeEach(batch);
                    return;
                }
                away(e);
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    writeLast(batch);
                    return;
                }
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
            }
        }
    }

    private void insert(List<CallRecord> batch) throws SQLException {
        database.inTransaction(
                connection -> {
                    CallTable.insert(connection, batch);
                    return batch.size();
                });
        metrics.written(batch.size());
        if (isAway) {
            isAway = false;
            LOG.info("event=call_records_back waiting={}", queue.size());
        }
    }

    private void writeEach(List<CallRecord> batch) {
        for (CallRecord record : batch) {
            try {
                insert(List.of(record));
            } catch (SQLException e) {
                lost(record, "the database does not take it: " + e.getMessage());
            }
        }
    }

    private void writeLast(List<CallRecord> batch) {
        try {
            insert(batch);
        } catch (SQLException e) {
            batch.forEach(record -> lost(record, "the server stops: " + e.getMessage()));
        }
    }

    private void away(SQLException e) {
        if (!isAway) {
            isAway = true;
            LOG.warn(
                    "event=call_records_away: records of calls cannot be written ({}). Calls go on;"
                            + " up to {} records wait, further ones will be lost.",
                    reason(e),
                    queue.size() + queue.remainingCapacity());
        }
    }

    /// The pool's own words say less than what made it give up.
    static String reason(SQLException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
    }

    private static boolean isItsOwnFault(SQLException e) {
        String state = e.getSQLState();
        return state != null && ITS_OWN_FAULT.stream().anyMatch(state::startsWith);
    }

    /// Removes what is older than is kept.
    private void tidy() {
        Instant now = clock.instant();
        if (keep == null || isAway || now.isBefore(tidiedAt.plus(TIDY_EVERY))) {
            return;
        }
        tidiedAt = now;
        try {
            int removed =
                    database.inTransaction(
                            connection -> CallTable.deleteBefore(connection, now.minus(keep)));
            if (removed > 0) {
                LOG.info("event=call_records_removed count={} older_than={}", removed, keep);
            }
        } catch (SQLException e) {
            LOG.warn("event=call_records_not_removed: {}", reason(e));
        }
    }

    /// Writes what waits, as far as the database takes it soon.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(GOODBYE)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
