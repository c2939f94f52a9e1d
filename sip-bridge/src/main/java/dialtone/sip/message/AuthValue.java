package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A challenge or credentials: a scheme and its parameters (RFC 3261 section 25.1, challenge).
///
/// @param parameters names in small letters, values without quotes, in their order
public record AuthValue(String scheme, Map<String, String> parameters) {

    public AuthValue {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /// The whole of a value, or null when it is none.
    public static @Nullable AuthValue read(String value) {
        Cursor cursor = new Cursor(value);
        cursor.skipSpace();
        String scheme = cursor.token();
        if (scheme == null || !Cursor.isSpace(cursor.peek())) {
            return null;
        }
        cursor.skipSpace();
        Map<String, String> parameters = new LinkedHashMap<>();
        do {
            String name = cursor.token();
            if (name == null || !cursor.eat('=')) {
                return null;
            }
            String text = cursor.peek() == '"' ? cursor.quoted() : cursor.until(",");
            if (text == null || text.isEmpty()) {
                return null;
            }
            if (parameters.put(name.toLowerCase(Locale.ROOT), Quoting.unquote(text)) != null) {
                return null;
            }
        } while (cursor.eat(','));
        return cursor.isEnd() ? new AuthValue(scheme, parameters) : null;
    }

    public boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest");
    }

    public @Nullable String get(String name) {
        return parameters.get(name);
    }

    /// Which parameters stand without quotes (RFC 7616 sections 3.3 and 3.4); all others have them.
    private boolean isUnquoted(String name) {
        return switch (name) {
            case "algorithm", "stale", "nc", "userhash" -> true;
            // A choice of several in a challenge, the one that was made in credentials.
            case "qop" -> parameters.containsKey("response");
            default -> false;
        };
    }

    @Override
    public String toString() {
        List<String> pairs = new ArrayList<>(parameters.size());
        parameters.forEach(
                (name, value) ->
                        pairs.add(name + "=" + (isUnquoted(name) ? value : Quoting.quote(value))));
        return scheme + " " + String.join(", ", pairs);
    }
}
