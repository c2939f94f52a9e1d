package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// A value with parameters: `application/sdp;charset=utf-8`, `refer;id=7`, `Q.850;cause=16`.
///
/// @param value without space in it
public record ValueAndParameters(String value, Parameters parameters) {

    static @Nullable ValueAndParameters read(String text) {
        Cursor cursor = new Cursor(text);
        cursor.skipSpace();
        StringBuilder value = new StringBuilder(cursor.until(";,/\"<>"));
        // Media types may have space around their slash.
        if (!value.isEmpty() && cursor.eat('/')) {
            value.append('/').append(cursor.until(";,/\"<>"));
        }
        Parameters parameters = Parameters.read(cursor, ';');
        return value.isEmpty() || parameters == null || !cursor.isEnd()
                ? null
                : new ValueAndParameters(value.toString(), parameters);
    }

    /// Whether it has this value, in whatever case.
    public boolean is(String other) {
        return value.equalsIgnoreCase(other);
    }

    @Override
    public String toString() {
        return value + parameters;
    }
}
