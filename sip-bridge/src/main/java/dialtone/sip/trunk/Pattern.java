package dialtone.sip.trunk;

import java.util.ArrayList;
import java.util.List;

/// Which numbers a rule is about: `*` stands for any run of characters, `X` and `?` for a digit,
/// `[2-9]` and `[159]` for one of these; everything else for itself.
///
/// Threading: immutable.
final class Pattern {

    private static final int MAX_LENGTH = 64;

    private final List<Part> parts;

    private sealed interface Part {

        record AnyRun() implements Part {}

        /// @param characters any of which may stand there
        record OneOf(String characters) implements Part {}
    }

    private Pattern(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException in words
    static Pattern parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pattern of numbers (expected: such as +49*)");
        }
        List<Part> parts = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = i + 1;
            switch (c) {
                case '*' -> parts.add(new Part.AnyRun());
                case 'X', 'x', '?' -> parts.add(new Part.OneOf("0123456789"));
                case '[' -> {
                    end = text.indexOf(']', i) + 1;
                    parts.add(new Part.OneOf(choice(text, i + 1, end - 1)));
                }
                default -> parts.add(new Part.OneOf(literal(text, c)));
            }
            i = end;
        }
        return new Pattern(parts);
    }

    private static String literal(String text, char c) {
        if ("+#0123456789".indexOf(c) < 0) {
            throw new IllegalArgumentException(
                    "'"
                            + c
                            + "' in the pattern '"
                            + text
                            + "' stands for nothing (expected: digits, +, *, X, ? or [2-9])");
        }
        return String.valueOf(c);
    }

    private static String choice(String text, int start, int end) {
        StringBuilder characters = new StringBuilder();
        String inside = end <= start ? "" : text.substring(start, end);
        if (!inside.matches("([0-9]|[0-9]-[0-9])+")) {
            throw new IllegalArgumentException(
                    "the brackets in '" + text + "' hold no digits (expected: such as [2-9])");
        }
        for (int i = 0; i < inside.length(); i++) {
            boolean isRange = i + 2 < inside.length() && inside.charAt(i + 1) == '-';
            char last = isRange ? inside.charAt(i + 2) : inside.charAt(i);
            for (char digit = inside.charAt(i); digit <= last; digit++) {
                characters.append(digit);
            }
            i += isRange ? 2 : 0;
        }
        if (characters.isEmpty()) {
            throw new IllegalArgumentException(
                    "the brackets in '" + text + "' hold a range from high to low");
        }
        return characters.toString();
    }

    boolean matches(String number) {
        // Each pass knows which beginnings of the number the parts so far can stand for.
        boolean[] reached = new boolean[number.length() + 1];
        reached[0] = true;
        for (Part part : parts) {
            boolean[] next = new boolean[number.length() + 1];
            switch (part) {
                case Part.AnyRun() -> {
                    boolean isReached = false;
                    for (int i = 0; i <= number.length(); i++) {
                        isReached |= reached[i];
                        next[i] = isReached;
                    }
                }
                case Part.OneOf(var characters) -> {
                    for (int i = 0; i < number.length(); i++) {
                        next[i + 1] = reached[i] && characters.indexOf(number.charAt(i)) >= 0;
                    }
                }
            }
            reached = next;
        }
        return reached[number.length()];
    }
}
