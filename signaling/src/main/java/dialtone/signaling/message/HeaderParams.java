package dialtone.signaling.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the headers that a client wants a phone network to get: few, short, and such that nothing
/// in them can end a line of SIP or be no UTF-8.
final class HeaderParams {

    private static final int MAX_HEADERS = 16;
    private static final int MAX_VALUE_LENGTH = 512;

    /// A token (RFC 3261 section 25.1).
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,64}");

    private HeaderParams() {}

    /// By their names, in their order.
    static Map<String, String> read(JsonCursor params) {
        Map<String, String> headers = new LinkedHashMap<>();
        params.enterObject();
        String name;
        while ((name = params.nextMember()) != null) {
            if (!NAME.matcher(name).matches()) {
                throw params.refused(
                        "names of headers, of 1 to 64 letters, digits and the characters"
                                + " . ! % * _ + ` ' ~ -");
            }
            String value = params.text(1, MAX_VALUE_LENGTH);
            if (value.codePoints().anyMatch(HeaderParams::isForbidden)) {
                throw params.refused("a value without line ends and other control characters");
            }
            headers.put(name, value);
            if (headers.size() > MAX_HEADERS) {
                throw params.refused("at most " + MAX_HEADERS + " headers");
            }
        }
        return headers;
    }

    /// Control characters, what Unicode has for line ends, and half surrogate pairs.
    private static boolean isForbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
