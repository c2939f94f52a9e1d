package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// Where a call can go: `scheme:name`, such as `user:alice`.
///
/// @param scheme lower-case letters; says who serves the address
/// @param name whatever that one understands; never empty
public record Address(String scheme, String name) {

    /// The scheme of people with a ticket.
    public static final String USER = "user";

    /// The scheme of rooms.
    public static final String ROOM = "room";

    static final int MAX_LENGTH = 256;
    private static final Pattern FORM = Pattern.compile("[a-z]+:.+");

    /// Reads what [#toString()] writes, or gives null when the text is no address.
    public static @Nullable Address parse(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            return null;
        }
        int colon = text.indexOf(':');
        return new Address(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return scheme + ":" + name;
    }
}
