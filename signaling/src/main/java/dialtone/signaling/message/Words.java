package dialtone.signaling.message;

/// Makes what strangers wrote fit to be repeated in an error message or a log line.
public final class Words {

    private static final int MAX_QUOTED = 80;

    private Words() {}

    /// The text in quotes: cut when long, control characters and half surrogate pairs replaced.
    public static String quote(String text) {
        String shown = text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text;
        return "'" + clean(shown) + "'";
    }

    /// The text with control characters and half surrogate pairs replaced.
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isHalfPair(c) ? '\uFFFD' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isHalfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
