package dialtone.sip.dialog;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// A key of the phone, as INFO carries it.
///
/// @param key one of `0123456789*#ABCD`
/// @param millis how long it was pressed
public record Digit(char key, int millis) {

    private static final String KEYS = "0123456789*#ABCD";
    private static final int USUAL_MILLIS = 160;
    private static final int MAX_MILLIS = 60_000;

    /// How the body is written.
    public enum Style {
        /// `Signal=5` and `Duration=160`.
        RELAY("application/dtmf-relay"),
        /// The key alone.
        PLAIN("application/dtmf");

        private final String contentType;

        Style(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }

        static @Nullable Style of(String contentType) {
            for (Style style : values()) {
                if (style.contentType.equalsIgnoreCase(contentType)) {
                    return style;
                }
            }
            return null;
        }
    }

    public Digit {
        if (KEYS.indexOf(key) < 0 || millis <= 0) {
            throw new IllegalArgumentException("\"" + key + "\" for " + millis + " ms is no key");
        }
    }

    /// Null when there is no key in the body.
    static @Nullable Digit read(Style style, String body) {
        if (style == Style.PLAIN) {
            return of(body, USUAL_MILLIS);
        }
        String signal = "";
        int millis = USUAL_MILLIS;
        for (String line : body.split("\\R", -1)) {
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            if (name.equalsIgnoreCase("Signal")) {
                signal = value;
            } else if (name.equalsIgnoreCase("Duration") && value.matches("[0-9]{1,5}")) {
                millis = Math.clamp(Integer.parseInt(value), 1, MAX_MILLIS);
            }
        }
        return of(signal, millis);
    }

    /// Some write `10` and `11` for star and pound (RFC 4733's events).
    private static @Nullable Digit of(String text, int millis) {
        String key =
                switch (text.strip().toUpperCase(Locale.ROOT)) {
                    case "10" -> "*";
                    case "11" -> "#";
                    case String other -> other;
                };
        return key.length() == 1 && KEYS.contains(key) ? new Digit(key.charAt(0), millis) : null;
    }

    String write(Style style) {
        return switch (style) {
            case PLAIN -> String.valueOf(key);
            case RELAY -> "Signal=" + key + "\r\nDuration=" + millis + "\r\n";
        };
    }
}
