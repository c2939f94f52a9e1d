package dialtone.sip.message;

/// Texts in quotes (RFC 3261 section 25.1, quoted-string).
final class Quoting {

    private Quoting() {}

    /// What is meant; a text without quotes is meant as it is.
    static String unquote(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
            return text;
        }
        if (text.indexOf('\\') < 0) {
            return text.substring(1, last);
        }
        StringBuilder meant = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < last) {
                i++;
                c = text.charAt(i);
            }
            meant.append(c);
        }
        return meant.toString();
    }

    /// In quotes. Line ends, which cannot be written, become spaces.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c == '\r' || c == '\n' ? ' ' : c);
        }
        return quoted.append('"').toString();
    }
}
