package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// A telephone number (RFC 3966).
///
/// @param number as it came, with whatever separates its digits
public record TelUri(String number, Parameters parameters) implements Uri {

    private static final String SEPARATORS = "-.()";

    public TelUri {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("\"" + number + "\" is no telephone number");
        }
    }

    static @Nullable TelUri read(String rest) {
        int semicolon = rest.indexOf(';');
        String number = semicolon < 0 ? rest : rest.substring(0, semicolon);
        Parameters parameters =
                semicolon < 0 ? Parameters.NONE : Parameters.readUri(rest.substring(semicolon + 1));
        return parameters == null || !isNumber(number) ? null : new TelUri(number, parameters);
    }

    /// Whether it begins with a country's code.
    public boolean isGlobal() {
        return number.startsWith("+");
    }

    /// The number without what only separates its digits.
    public String digits() {
        StringBuilder digits = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (SEPARATORS.indexOf(c) < 0) {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    private static boolean isNumber(String text) {
        int start = text.startsWith("+") ? 1 : 0;
        boolean hasDigit = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit =
                    start == 1 ? Chars.isDigit(c) : Chars.hexDigit(c) >= 0 || c == '*' || c == '#';
            if (!isDigit && SEPARATORS.indexOf(c) < 0) {
                return false;
            }
            hasDigit |= isDigit;
        }
        return hasDigit;
    }

    @Override
    public String toString() {
        return "tel:" + number + parameters;
    }
}
