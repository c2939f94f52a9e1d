package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What follows a value or a URI: `;name=value` or `;name`, in its order.
///
/// Threading: immutable.
public final class Parameters {

    public static final Parameters NONE = new Parameters(new String[0]);

    /// Names and values by turns; the value of one that has none is the empty text.
    private final String[] pairs;

    private Parameters(String[] pairs) {
        this.pairs = pairs;
    }

    /// Reads those of a header field; null when they are wrong. The cursor stops at the first
    /// character that belongs to none.
    static @Nullable Parameters read(Cursor cursor, char separator) {
        if (!cursor.eat(separator)) {
            return NONE;
        }
        List<String> pairs = new ArrayList<>(4);
        do {
            String name = cursor.token();
            if (name == null) {
                return null;
            }
            String value = "";
            if (cursor.eat('=')) {
                String read = cursor.peek() == '"' ? cursor.quoted() : cursor.until(";,\"<>?");
                if (read == null || read.isEmpty()) {
                    return null;
                }
                value = read;
            }
            pairs.add(name);
            pairs.add(value);
        } while (cursor.eat(separator));
        return new Parameters(pairs.toArray(String[]::new));
    }

    /// Reads those of a URI, without the first semicolon, as they are; null when they are wrong.
    static @Nullable Parameters readUri(String text) {
        List<String> pairs = new ArrayList<>(4);
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(';', start);
            if (end < 0) {
                end = text.length();
            }
            String pair = text.substring(start, end);
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!Chars.isUriParameter(name) || (equals >= 0 && !Chars.isUriParameter(value))) {
                return null;
            }
            pairs.add(name);
            pairs.add(value);
            start = end + 1;
        }
        return new Parameters(pairs.toArray(String[]::new));
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /// Its value without quotes: null without the parameter, empty when it has no value.
    public @Nullable String get(String name) {
        int i = indexOf(name);
        return i < 0 ? null : Quoting.unquote(pairs[i + 1]);
    }

    /// Its value as it stands on the wire.
    @Nullable String raw(String name) {
        int i = indexOf(name);
        return i < 0 ? null : pairs[i + 1];
    }

    List<String> names() {
        List<String> names = new ArrayList<>(pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2) {
            names.add(pairs[i]);
        }
        return names;
    }

    /// With this parameter, in the place of one of that name.
    ///
    /// @param value put into quotes when it is no token; empty for a parameter without one
    public Parameters with(String name, String value) {
        if (!Chars.isToken(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no name for a parameter");
        }
        String written = isPlain(value) ? value : Quoting.quote(value);
        int i = indexOf(name);
        if (i >= 0) {
            String[] changed = pairs.clone();
            changed[i + 1] = written;
            return new Parameters(changed);
        }
        String[] longer = Arrays.copyOf(pairs, pairs.length + 2);
        longer[pairs.length] = name;
        longer[pairs.length + 1] = written;
        return new Parameters(longer);
    }

    public Parameters without(String name) {
        List<String> kept = new ArrayList<>(pairs.length);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equalsIgnoreCase(name)) {
                kept.add(pairs[i]);
                kept.add(pairs[i + 1]);
            }
        }
        return new Parameters(kept.toArray(String[]::new));
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Chars.isTokenChar(c) && "[]:/".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    void writeTo(StringBuilder text) {
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(';').append(pairs[i]);
            if (!pairs[i + 1].isEmpty()) {
                text.append('=').append(pairs[i + 1]);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }
}
