package dialtone.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/// Characters as `%HH` in URIs (RFC 3261 section 19.1.2).
final class Escapes {

    private static final String HEX = "0123456789ABCDEF";

    private Escapes() {}

    /// What is meant, read as UTF-8.
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int size = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '%' && i + 2 < from.length) {
                to[size++] =
                        (byte)
                                (Chars.hexDigit((char) from[i + 1]) << 4
                                        | Chars.hexDigit((char) from[i + 2]));
                i += 2;
            } else {
                to[size++] = from[i];
            }
        }
        return new String(to, 0, size, StandardCharsets.UTF_8);
    }

    /// The text with everything escaped but the letters, digits, marks and these others.
    static String encode(String text, String others) {
        IntPredicate isPlain =
                b -> b >= 0 && (Chars.isUnreserved((char) b) || others.indexOf(b) >= 0);
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain.test(b)) {
                encoded.append((char) b);
            } else {
                escape(encoded, b & 0xff);
            }
        }
        return encoded.toString();
    }

    /// One spelling for all that are equivalent: what need not be escaped is not, the rest in
    /// capitals. Reserved characters stay escaped, for there it makes a difference.
    static String normalize(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder normal = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int b =
                        Chars.hexDigit(text.charAt(i + 1)) << 4
                                | Chars.hexDigit(text.charAt(i + 2));
                i += 2;
                if (Chars.isUnreserved((char) b)) {
                    normal.append((char) b);
                } else {
                    escape(normal, b);
                }
            } else {
                normal.append(c);
            }
        }
        return normal.toString();
    }

    private static void escape(StringBuilder text, int b) {
        text.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }
}
