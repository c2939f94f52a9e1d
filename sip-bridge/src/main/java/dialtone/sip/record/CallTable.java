package dialtone.sip.record;

import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;
import dialtone.sip.record.CallRecord.Direction;
import dialtone.sip.record.CallRecord.Ender;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// The table of records, in the SQL that SQLite and PostgreSQL share.
///
/// Threading: stateless; each call uses the connection it is given.
final class CallTable {

    /// Of the schema that this program writes.
    static final int VERSION = 2;

    private static final int QUERY_SECONDS = 10;

    private static final String COLUMNS =
            Column.ALL.stream().map(Column::sqlName).collect(Collectors.joining(", "));

    private static final String INSERT =
            "INSERT INTO calls (%s) VALUES (%s) ON CONFLICT (id) DO NOTHING"
                    .formatted(
                            COLUMNS,
                            Column.ALL.stream().map(_ -> "?").collect(Collectors.joining(", ")));

    private CallTable() {}

    /// Makes what is missing: everything, or what came with later versions.
    ///
    /// @throws SQLException also when a newer program made the schema
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS dialtone_schema (version INTEGER)");
            int version = version(statement);
            if (version > VERSION) {
                throw new SQLException(
                        "its tables are of version %d, made by a newer Dialtone; this one knows %d"
                                .formatted(version, VERSION));
            }
            if (version == 0) {
                statement.execute(
                        Column.ALL.stream()
                                .map(CallTable::definition)
                                .collect(
                                        Collectors.joining(
                                                ", ", "CREATE TABLE IF NOT EXISTS calls (", ")")));
                index(statement, "calls_by_start", "started, id");
                index(statement, "calls_by_user", "ticket_user, started");
                index(statement, "calls_by_trunk", "trunk, started");
            }
            if (version == 1) {
                statement.execute("ALTER TABLE calls ADD COLUMN diverted_from TEXT");
            }
            if (version < VERSION) {
                statement.execute("INSERT INTO dialtone_schema VALUES (" + VERSION + ")");
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT max(version) FROM dialtone_schema")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static String definition(Column column) {
        String key = column.name().equals("id") ? " PRIMARY KEY" : "";
        return column.sqlName() + " " + column.type().sql() + key;
    }

    private static void index(Statement statement, String name, String columns)
            throws SQLException {
        statement.execute("CREATE INDEX IF NOT EXISTS %s ON calls (%s)".formatted(name, columns));
    }

    static void insert(Connection connection, List<CallRecord> records) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (CallRecord record : records) {
                int at = 1;
                for (Column column : Column.ALL) {
                    set(statement, at, column, column.of(record));
                    at++;
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void set(PreparedStatement to, int at, Column column, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> to.setNull(at, sqlType(column.type()));
            case Instant time -> to.setLong(at, time.toEpochMilli());
            case Boolean flag -> to.setInt(at, flag ? 1 : 0);
            case Double number -> to.setDouble(at, number);
            case Number number -> to.setLong(at, number.longValue());
            default -> to.setString(at, value.toString());
        }
    }

    private static int sqlType(Column.Type type) {
        return switch (type) {
            case TEXT -> Types.VARCHAR;
            case TIME, NUMBER -> Types.BIGINT;
            case DECIMAL -> Types.DOUBLE;
            case FLAG -> Types.SMALLINT;
        };
    }

    /// Removes calls that began before a time.
    static int deleteBefore(Connection connection, Instant time) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM calls WHERE started < ?")) {
            statement.setLong(1, time.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    static @Nullable CallRecord find(Connection connection, String id) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM calls WHERE id = ?";
        List<CallRecord> found = select(connection, sql, List.of(id));
        return found.isEmpty() ? null : found.getFirst();
    }

    static CallPage find(Connection connection, CallQuery query) throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (query.from() != null) {
            conditions.add("started >= ?");
            values.add(query.from().toEpochMilli());
        }
        if (query.to() != null) {
            conditions.add("started < ?");
            values.add(query.to().toEpochMilli());
        }
        if (query.user() != null) {
            conditions.add("ticket_user = ?");
            values.add(query.user());
        }
        if (query.trunk() != null) {
            conditions.add("trunk = ?");
            values.add(query.trunk());
        }
        CallQuery.Cursor after = query.after();
        if (after != null) {
            conditions.add("(started < ? OR (started = ? AND id < ?))");
            values.addAll(List.of(after.startedMillis(), after.startedMillis(), after.id()));
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        // One more than wanted tells whether there is a next page.
        values.add(query.limit() + 1L);
        List<CallRecord> found =
                select(
                        connection,
                        "SELECT "
                                + COLUMNS
                                + " FROM calls"
                                + where
                                + " ORDER BY started DESC, id DESC LIMIT ?",
                        values);
        if (found.size() <= query.limit()) {
            return new CallPage(found, null);
        }
        List<CallRecord> page = found.subList(0, query.limit());
        return new CallPage(page, CallQuery.Cursor.of(page.getLast()));
    }

    private static List<CallRecord> select(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(QUERY_SECONDS);
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else {
                    statement.setString(i + 1, values.get(i).toString());
                }
            }
            List<CallRecord> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(record(rows));
                }
            }
            return found;
        }
    }

    private static CallRecord record(ResultSet row) throws SQLException {
        int code = row.getInt("sip_code");
        boolean hasCode = !row.wasNull();
        return new CallRecord(
                text(row, "id"),
                Direction.valueOf(constant(row, "direction")),
                text(row, "caller"),
                text(row, "callee"),
                row.getString("diverted_from"),
                row.getString("number"),
                row.getString("trunk"),
                row.getString("origin"),
                row.getString("ticket_user"),
                Instant.ofEpochMilli(row.getLong("started")),
                time(row, "ringing"),
                time(row, "answered"),
                Instant.ofEpochMilli(row.getLong("ended")),
                EndReason.valueOf(constant(row, "reason")),
                hasCode
                        ? new Cause(code, Objects.requireNonNullElse(row.getString("sip_text"), ""))
                        : null,
                Ender.valueOf(constant(row, "ended_by")),
                row.getString("sip_call_id"),
                new CallMedia(
                        row.getString("browser_codec"),
                        row.getString("phone_codec"),
                        row.getInt("transcoded") != 0,
                        row.getString("srtp_profile"),
                        heard(row, "browser"),
                        heard(row, "phone")));
    }

    private static Heard heard(ResultSet row, String side) throws SQLException {
        return new Heard(
                row.getLong(side + "_packets"),
                row.getLong(side + "_bytes"),
                row.getDouble(side + "_loss"),
                row.getDouble(side + "_jitter_ms"),
                row.getDouble(side + "_round_trip_ms"),
                row.getDouble(side + "_mos"),
                row.getDouble(side + "_mos_min"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /// The name of an enum's constant.
    private static String constant(ResultSet row, String column) throws SQLException {
        return text(row, column).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
