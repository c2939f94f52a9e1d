package dialtone.sip.trunk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One line of the dial plan, such as `+49* -> carrier, backup` or `9* as {1..} -> pbx`: which
/// numbers it is about, what is dialed in their place, and by which trunks. `-> none` is about
/// numbers that nobody may call.
///
/// @param numbers the pattern, see [Pattern]
/// @param rewritten with `{n..}` for the number from its n-th character on, counted from 0; null:
///     as it is
/// @param trunks in the order in which they are tried; none for numbers nobody may call
public record DialRule(String numbers, @Nullable String rewritten, List<String> trunks) {

    /// In the place of trunks.
    static final String NONE = "none";

    private static final String ARROW = "->";
    private static final String AS = " as ";

    public DialRule {
        trunks = List.copyOf(trunks);
        Pattern.parse(numbers);
        if (rewritten != null && !isTemplate(rewritten)) {
            throw new IllegalArgumentException(
                    "'"
                            + rewritten
                            + "' is no number to dial (expected: digits and {1..}, which is the"
                            + " number without its first character)");
        }
    }

    private static boolean isTemplate(String text) {
        return !text.isEmpty() && text.matches("[+0-9*#]*(\\{[0-9]{1,2}\\.\\.})?[0-9*#]*");
    }

    /// Reads what [#toString] writes.
    ///
    /// @throws IllegalArgumentException in words
    public static DialRule parse(String text) {
        int arrow = text.indexOf(ARROW);
        if (arrow < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' leads nowhere (expected: such as +49* -> carrier)");
        }
        String left = text.substring(0, arrow).strip();
        int as = left.indexOf(AS);
        String numbers = as < 0 ? left : left.substring(0, as).strip();
        String rewritten = as < 0 ? null : left.substring(as + AS.length()).strip();
        List<String> trunks =
                new ArrayList<>(
                        Arrays.stream(text.substring(arrow + ARROW.length()).split(",", -1))
                                .map(String::strip)
                                .toList());
        if (trunks.contains("")) {
            throw new IllegalArgumentException(
                    "'" + text + "' lacks the name of a trunk (or none) behind the arrow");
        }
        if (trunks.equals(List.of(NONE))) {
            trunks.clear();
        }
        return new DialRule(numbers, rewritten, trunks);
    }

    boolean matches(String number) {
        return Pattern.parse(numbers).matches(number);
    }

    /// What is dialed in the place of this number.
    String rewrite(String number) {
        String template = rewritten;
        if (template == null) {
            return number;
        }
        int open = template.indexOf('{');
        if (open < 0) {
            return template;
        }
        int close = template.indexOf('}');
        int from = Integer.parseInt(template.substring(open + 1, template.indexOf("..")));
        return template.substring(0, open)
                + number.substring(Math.min(from, number.length()))
                + template.substring(close + 1);
    }

    @Override
    public String toString() {
        String way = trunks.isEmpty() ? NONE : String.join(", ", trunks);
        return numbers + (rewritten == null ? "" : AS + rewritten) + " -> " + way;
    }
}
