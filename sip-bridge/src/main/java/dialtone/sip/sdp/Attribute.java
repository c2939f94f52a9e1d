package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

/// An `a=` line.
///
/// @param value null where the name says all
public record Attribute(String name, @Nullable String value) {

    public Attribute {
        // A value from elsewhere must not become a line of its own.
        if (name.isEmpty() || !isOneLine(name) || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("no name of an attribute: " + name);
        }
        if (value != null && !isOneLine(value)) {
            throw new IllegalArgumentException("a=" + name + ": a value is one line");
        }
    }

    static Attribute flag(String name) {
        return new Attribute(name, null);
    }

    static Attribute of(String name, String value) {
        return new Attribute(name, value);
    }

    static boolean isOneLine(String text) {
        return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    @Override
    public String toString() {
        return value == null ? name : name + ':' + value;
    }
}
