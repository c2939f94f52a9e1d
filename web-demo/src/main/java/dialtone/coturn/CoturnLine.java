package dialtone.coturn;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One setting of coturn's file: `listening-port=3478`, or `fingerprint` alone.
///
/// @param value empty for none
/// @param number of the line in the file, for people
record CoturnLine(String key, String value, int number) {

    /// The settings of a file, in its order.
    static List<CoturnLine> read(String text) {
        List<CoturnLine> lines = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            CoturnLine line = parse(raw.strip(), number);
            if (line != null) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static @Nullable CoturnLine parse(String text, int number) {
        if (text.isEmpty() || text.startsWith("#")) {
            return null;
        }
        int end = 0;
        while (end < text.length() && "= \t".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String value = text.substring(end).strip();
        if (value.startsWith("=")) {
            value = value.substring(1).strip();
        }
        return new CoturnLine(text.substring(0, end), unquoted(value), number);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    /// Whether a switch is on: coturn takes one without a value for on.
    boolean isOn() {
        return !List.of("0", "no", "false", "off").contains(value);
    }
}
