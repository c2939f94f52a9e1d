package dialtone.sip.record;

import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// One part of a record, by one name everywhere.
///
/// @param name in JSON and CSV: `sipCallId`; in the database it is `sip_call_id`
/// @param value a string, an instant, a number or a yes or no; null when it is not there
record Column(String name, Type type, Function<CallRecord, @Nullable Object> value) {

    /// How the database keeps it.
    enum Type {
        TEXT("TEXT"),
        /// Milliseconds since 1970.
        TIME("BIGINT"),
        NUMBER("BIGINT"),
        DECIMAL("DOUBLE PRECISION"),
        /// 0 or 1.
        FLAG("SMALLINT");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }
    }

    /// All of them; the schema has them in this order.
    static final List<Column> ALL =
            List.of(
                    new Column("id", Type.TEXT, CallRecord::id),
                    new Column("direction", Type.TEXT, r -> r.direction().wire()),
                    new Column("from", Type.TEXT, CallRecord::from),
                    new Column("to", Type.TEXT, CallRecord::to),
                    new Column("divertedFrom", Type.TEXT, CallRecord::divertedFrom),
                    new Column("number", Type.TEXT, CallRecord::number),
                    new Column("trunk", Type.TEXT, CallRecord::trunk),
                    new Column("origin", Type.TEXT, CallRecord::origin),
                    new Column("user", Type.TEXT, CallRecord::user),
                    new Column("started", Type.TIME, CallRecord::started),
                    new Column("ringing", Type.TIME, CallRecord::ringing),
                    new Column("answered", Type.TIME, CallRecord::answered),
                    new Column("ended", Type.TIME, CallRecord::ended),
                    new Column("durationSeconds", Type.DECIMAL, Column::seconds),
                    new Column("reason", Type.TEXT, r -> r.reason().wire()),
                    new Column("endedBy", Type.TEXT, r -> r.endedBy().wire()),
                    new Column("sipCode", Type.NUMBER, Column::code),
                    new Column("sipText", Type.TEXT, Column::text),
                    new Column("sipCallId", Type.TEXT, CallRecord::sipCallId),
                    new Column("browserCodec", Type.TEXT, r -> r.media().browserCodec()),
                    new Column("phoneCodec", Type.TEXT, r -> r.media().phoneCodec()),
                    new Column("transcoded", Type.FLAG, r -> r.media().isTranscoded()),
                    new Column("srtpProfile", Type.TEXT, r -> r.media().srtpProfile()),
                    new Column("oneWay", Type.FLAG, r -> r.media().isOneWay()),
                    new Column("noPackets", Type.FLAG, r -> r.media().isSilent()),
                    new Column("browserPackets", Type.NUMBER, r -> r.media().browser().packets()),
                    new Column("browserBytes", Type.NUMBER, r -> r.media().browser().bytes()),
                    new Column("browserLoss", Type.DECIMAL, r -> r.media().browser().lossPercent()),
                    new Column(
                            "browserJitterMs",
                            Type.DECIMAL,
                            r -> r.media().browser().jitterMillis()),
                    new Column(
                            "browserRoundTripMs",
                            Type.DECIMAL,
                            r -> r.media().browser().roundTripMillis()),
                    new Column("browserMos", Type.DECIMAL, r -> r.media().browser().meanMos()),
                    new Column("browserMosMin", Type.DECIMAL, r -> r.media().browser().leastMos()),
                    new Column("phonePackets", Type.NUMBER, r -> r.media().phone().packets()),
                    new Column("phoneBytes", Type.NUMBER, r -> r.media().phone().bytes()),
                    new Column("phoneLoss", Type.DECIMAL, r -> r.media().phone().lossPercent()),
                    new Column(
                            "phoneJitterMs", Type.DECIMAL, r -> r.media().phone().jitterMillis()),
                    new Column(
                            "phoneRoundTripMs",
                            Type.DECIMAL,
                            r -> r.media().phone().roundTripMillis()),
                    new Column("phoneMos", Type.DECIMAL, r -> r.media().phone().meanMos()),
                    new Column("phoneMosMin", Type.DECIMAL, r -> r.media().phone().leastMos()));

    /// Words that SQL knows by themselves, and how the database calls them instead.
    private static final Map<String, String> RENAMED =
            Map.of("from", "caller", "to", "callee", "user", "ticket_user");

    /// In the database.
    String sqlName() {
        String renamed = RENAMED.get(name);
        return renamed != null
                ? renamed
                : name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /// Of one record. What strangers wrote has no control characters: a database would not take
    /// all of them, and would lose the record.
    @Nullable Object of(CallRecord record) {
        Object found = value.apply(record);
        return switch (found) {
            case String text -> Words.clean(text);
            case Double number when !Double.isFinite(number) -> null;
            case null, default -> found;
        };
    }

    private static double seconds(CallRecord record) {
        return record.duration().toMillis() / 1000.0;
    }

    private static @Nullable Integer code(CallRecord record) {
        return record.cause() == null ? null : record.cause().code();
    }

    private static @Nullable String text(CallRecord record) {
        return record.cause() == null ? null : record.cause().text();
    }
}
