package dialtone.logging;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leaves out of a log what tells who somebody is: of an IP address the last part, of a phone
/// number all but its last three digits.
///
/// It looks at the finished line, so that nobody who writes one has to think of it: causes and
/// stack traces of libraries tell addresses too. What stays is this machine: loopback addresses,
/// and those that a line names as our own.
///
/// Threading: immutable.
final class Redaction {

    /// Keys whose values are addresses of this server.
    private static final Set<String> OWN =
            Set.of(
                    "address",
                    "admin",
                    "alternate_address",
                    "candidates",
                    "listen",
                    "listeners",
                    "media",
                    "relay_address",
                    "sip",
                    "tls_listeners",
                    "turn",
                    "url");

    /// A key of ours, or something to hide. An IPv6 address has two colons beside each other or
    /// eight groups, which a time such as 10:20:30 has not.
    private static final Pattern WORTH_A_LOOK =
            Pattern.compile(
                    "(?<key>[a-z_]+)=|(?<v4>(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.]*\\d))"
                        + "|(?<v6>(?<![\\w:.])(?=[0-9a-fA-F:]*::|(?:[0-9a-fA-F]{1,4}:){7})"
                        + "(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:(?:\\.\\d{1,3}){3})?"
                        + "(?![\\w:]))"
                        + "|(?<number>(?<![\\w.])(?:\\+|tel:\\+?|sips?:\\+?)?\\d[\\d()-]{5,}\\d(?!\\w))");

    private static final int SHOWN_DIGITS = 3;

    /// Shorter ones are extensions and short codes, which name nobody outside.
    private static final int SHORTEST_NUMBER = 7;

    private Redaction() {}

    /// The line without what it should not tell.
    static String of(String line) {
        Matcher found = WORTH_A_LOOK.matcher(line);
        if (!found.find()) {
            return line;
        }
        StringBuilder out = new StringBuilder(line.length());
        int copied = 0;
        String key = "";
        do {
            String written = found.group("key");
            if (written != null) {
                key = written;
                continue;
            }
            String hidden = hidden(found, key);
            if (hidden != null) {
                out.append(line, copied, found.start()).append(hidden);
                copied = found.end();
            }
        } while (found.find());
        return out.append(line, copied, line.length()).toString();
    }

    private static @Nullable String hidden(Matcher found, String key) {
        String v4 = found.group("v4");
        if (v4 != null) {
            return OWN.contains(key) || isOfThisMachine(v4) ? null : withoutLast(v4);
        }
        String v6 = found.group("v6");
        if (v6 != null) {
            return OWN.contains(key) || isOfThisMachine(v6) ? null : beginning(v6);
        }
        return masked(found.group("number"), key);
    }

    private static boolean isOfThisMachine(String address) {
        return address.startsWith("127.")
                || address.equals("0.0.0.0")
                || address.equals("::1")
                || address.equals("::");
    }

    private static String withoutLast(String v4) {
        return v4.substring(0, v4.lastIndexOf('.') + 1) + "x";
    }

    /// The first 48 bits at most: the site, and not who in it.
    private static String beginning(String v6) {
        int end = 0;
        for (int groups = 0; groups < 3 && end < v6.length(); groups++) {
            int colon = v6.indexOf(':', end);
            if (colon < 0 || v6.startsWith("::", colon)) {
                end = colon < 0 ? v6.length() : colon + 1;
                break;
            }
            end = colon + 1;
        }
        return v6.substring(0, end) + ":x";
    }

    /// Digits are a phone number when they say so, or stand where one does.
    private static @Nullable String masked(String number, String key) {
        long digits = number.chars().filter(Character::isDigit).count();
        boolean saysSo =
                number.startsWith("+") || number.startsWith("tel:") || number.startsWith("sip");
        boolean stands =
                switch (key) {
                    case "from", "to", "number", "called", "caller", "user" -> true;
                    default -> false;
                };
        if (digits < SHORTEST_NUMBER || !(saysSo || stands)) {
            return null;
        }
        int scheme = number.indexOf(':') + 1;
        int plus = number.startsWith("+", scheme) ? 1 : 0;
        return number.substring(0, scheme + plus)
                + "…"
                + number.substring(number.length() - SHOWN_DIGITS);
    }
}
