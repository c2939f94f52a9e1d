package dialtone.sip.record;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Records as others read them.
public final class CallFormats {

    private static final String LINE_END = "\r\n";

    private CallFormats() {}

    /// Name and value of each part that is there, for JSON.
    public static Map<String, Object> members(CallRecord record) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Column column : Column.ALL) {
            Object value = column.of(record);
            if (value != null) {
                members.put(column.name(), value);
            }
        }
        return members;
    }

    /// A table with one line for each record and a line of names (RFC 4180). What a spreadsheet
    /// would take for a formula begins with an apostrophe.
    public static String csv(List<CallRecord> records) {
        StringBuilder out = new StringBuilder();
        out.append(Column.ALL.stream().map(Column::name).collect(Collectors.joining(",")));
        out.append(LINE_END);
        for (CallRecord record : records) {
            String separator = "";
            for (Column column : Column.ALL) {
                out.append(separator).append(cell(column.of(record)));
                separator = ",";
            }
            out.append(LINE_END);
        }
        return out.toString();
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (value instanceof String && isFormula(text)) {
            text = "'" + text;
        }
        boolean isQuoted = text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
        return isQuoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    private static boolean isFormula(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    }
}
