package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// Which characters may stand where (RFC 3261 section 25.1).
final class Chars {

    private static final int ASCII = 128;
    private static final boolean[] TOKEN = table("-.!%*_+`'~");
    private static final boolean[] UNRESERVED = table("-_.!~*'()");
    private static final boolean[] USER = table("-_.!~*'()&=+$,;?/%");
    private static final boolean[] PASSWORD = table("-_.!~*'()&=+$,%");
    private static final boolean[] PARAMETER = table("-_.!~*'()[]/:&+$%");
    private static final boolean[] URI_HEADER = table("-_.!~*'()[]/?:+$%=&");
    private static final boolean[] HOST = table("-._");
    private static final boolean[] SCHEME = table("+-.");

    private Chars() {}

    private static boolean[] table(String others) {
        boolean[] table = new boolean[ASCII];
        for (char c = 0; c < ASCII; c++) {
            table[c] = isDigit(c) || isLetter(c) || others.indexOf(c) >= 0;
        }
        return table;
    }

    static boolean isTokenChar(char c) {
        return c < ASCII && TOKEN[c];
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && consistsOf(text, TOKEN);
    }

    static boolean isUnreserved(char c) {
        return c < ASCII && UNRESERVED[c];
    }

    static boolean isUser(String text) {
        return !text.isEmpty() && consistsOf(text, USER) && hasGoodEscapes(text);
    }

    static boolean isPassword(String text) {
        return consistsOf(text, PASSWORD) && hasGoodEscapes(text);
    }

    static boolean isUriParameter(String text) {
        return !text.isEmpty() && consistsOf(text, PARAMETER) && hasGoodEscapes(text);
    }

    static boolean isUriHeaders(String text) {
        return !text.isEmpty() && consistsOf(text, URI_HEADER) && hasGoodEscapes(text);
    }

    static boolean isScheme(String text) {
        return !text.isEmpty() && isLetter(text.charAt(0)) && consistsOf(text, SCHEME);
    }

    /// A host name or an IPv4 address. Underscores are in no grammar, and in many networks.
    static boolean isHostName(String text) {
        return !text.isEmpty() && consistsOf(text, HOST);
    }

    private static boolean consistsOf(String text, boolean[] table) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ASCII || !table[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasGoodEscapes(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length()
                    || hexDigit(text.charAt(i + 1)) < 0
                    || hexDigit(text.charAt(i + 2)) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Its value, or -1.
    static int hexDigit(char c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /// A number of digits only, or -1 when it is none or above the greatest.
    static long number(@Nullable String text, long greatest) {
        if (text == null || text.isEmpty()) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = number * 10 + (c - '0');
            if (number > greatest) {
                return -1;
            }
        }
        return number;
    }
}
