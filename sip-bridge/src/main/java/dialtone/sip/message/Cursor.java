package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// Reads along a header's value. Folding has been undone, so white space is spaces and tabs.
///
/// Threading: for one thread.
final class Cursor {

    private static final int MAX_PORT = 65535;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    boolean isEnd() {
        skipSpace();
        return at == text.length();
    }

    /// The next character, or NUL at the end; a NUL that is there is no different, and fits
    /// nowhere either.
    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /// Whether this character comes next, with space around it or without; it is passed then.
    boolean eat(char c) {
        int before = at;
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            skipSpace();
            return true;
        }
        at = before;
        return false;
    }

    /// A token, or null when none comes next.
    @Nullable String token() {
        int start = at;
        while (at < text.length() && Chars.isTokenChar(text.charAt(at))) {
            at++;
        }
        return at == start ? null : text.substring(start, at);
    }

    /// Everything up to one of these characters, space or the end.
    String until(String ends) {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isSpace(c) || ends.indexOf(c) >= 0) {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    /// A quoted string with its quotes, or null when it does not end.
    @Nullable String quoted() {
        int end = endOfQuoted(text, at);
        if (end < 0) {
            return null;
        }
        String quoted = text.substring(at, end);
        at = end;
        return quoted;
    }

    /// The index behind the quoted string that begins there, or -1.
    static int endOfQuoted(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    /// The words before a `<`, or null when something else comes first; the cursor moves only
    /// when there is one.
    @Nullable String wordsBeforeAngle() {
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                String words = text.substring(at, i).strip();
                at = i;
                return words;
            }
            if (!Chars.isTokenChar(c) && !isSpace(c)) {
                return null;
            }
        }
        return null;
    }

    /// What stands between `<` and `>`, or null when they are not there.
    @Nullable String inAngles() {
        if (peek() != '<') {
            return null;
        }
        int end = text.indexOf('>', at);
        if (end < 0) {
            return null;
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    /// A host: a name, an IPv4 address, or an IPv6 address in brackets.
    @Nullable String host() {
        if (peek() != '[') {
            String host = until(":;,");
            return Chars.isHostName(host) ? host : null;
        }
        int end = text.indexOf(']', at);
        if (end < 0) {
            return null;
        }
        String host = text.substring(at, end + 1);
        at = end + 1;
        return isIpv6Reference(host) ? host : null;
    }

    /// A colon and a port: -1 without a colon, -2 when no port follows it.
    int port() {
        if (!eat(':')) {
            return -1;
        }
        long port = Chars.number(until(";,"), MAX_PORT);
        return port < 0 ? -2 : (int) port;
    }

    static boolean isIpv6Reference(String host) {
        int last = host.length() - 1;
        if (last < 3 || host.charAt(0) != '[' || host.charAt(last) != ']') {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = host.charAt(i);
            if (Chars.hexDigit(c) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return true;
    }
}
