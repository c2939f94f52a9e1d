package dialtone.sip.trunk;

import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Understands what people dial, and writes it as a trunk wants it.
///
/// Short numbers, up to six digits, stay as they are: extensions and, above all, the numbers of
/// emergency services, which no prefix must ever be mistaken in (`000` is one, and so is `112`).
///
/// Threading: immutable.
public final class Numbers {

    private static final String SEPARATORS = " \u00a0().-/";
    private static final String CONTEXT = ";phone-context=";
    private static final int SHORT_DIGITS = 6;
    private static final int MAX_DIGITS = 32;
    private static final int MAX_GLOBAL_DIGITS = 15;

    /// Countries of the North American plan: ten digits are a number with its area code there,
    /// whether or not the prefix was dialed.
    private static final String NORTH_AMERICA = "1";

    private static final int NORTH_AMERICAN_DIGITS = 10;

    private final NumberingConfig config;

    public Numbers(NumberingConfig config) {
        this.config = config;
    }

    /// What this means: `+49 (30) 123-4`, `0030...`, `030...`, `tel:123;phone-context=+49`.
    public Dialed read(String dialed) {
        String text = dialed.strip();
        if (text.regionMatches(true, 0, "tel:", 0, 4)) {
            text = text.substring(4);
        }
        String context = context(text);
        int semicolon = text.indexOf(';');
        String number = semicolon < 0 ? text : text.substring(0, semicolon);
        String digits = withoutSeparators(number);
        boolean isGlobal = digits.startsWith("+");
        String bare = isGlobal ? digits.substring(1) : digits;
        if (bare.isEmpty() || !bare.matches(isGlobal ? "[0-9]+" : "[0-9*#]+")) {
            return new Dialed.Refused(
                    Words.quote(number)
                            + " is no telephone number: digits are expected, such as"
                            + " +49 30 123456.");
        }
        if (bare.length() > (isGlobal ? MAX_GLOBAL_DIGITS : MAX_DIGITS)) {
            return new Dialed.Refused(
                    Words.quote(number) + " is longer than telephone numbers are.");
        }
        if (isGlobal) {
            return new Dialed.Understood(digits, digits);
        }
        if (context != null && context.startsWith("+")) {
            return new Dialed.Understood(withoutSeparators(context) + bare, bare);
        }
        return new Dialed.Understood(completed(bare), bare);
    }

    /// The value of a `phone-context` (RFC 3966 section 5.1.5); null without one.
    private static @Nullable String context(String text) {
        int at = text.toLowerCase(Locale.ROOT).indexOf(CONTEXT);
        if (at < 0) {
            return null;
        }
        int end = text.indexOf(';', at + 1);
        return text.substring(at + CONTEXT.length(), end < 0 ? text.length() : end);
    }

    private String completed(String digits) {
        if (digits.length() <= SHORT_DIGITS || !digits.matches("[0-9]+")) {
            return digits;
        }
        String country = config.countryCode();
        String national = config.nationalPrefix();
        if (isLongEnough(digits, config.internationalPrefix())) {
            String rest = digits.substring(config.internationalPrefix().length());
            return rest.startsWith("0") ? digits : "+" + rest;
        }
        if (country == null) {
            return digits;
        }
        if (country.equals(NORTH_AMERICA) && digits.length() == NORTH_AMERICAN_DIGITS) {
            return "+" + country + digits;
        }
        if (isLongEnough(digits, national)) {
            return "+" + country + digits.substring(national.length());
        }
        return digits;
    }

    private static boolean isLongEnough(String digits, String prefix) {
        return digits.startsWith(prefix) && digits.length() - prefix.length() <= MAX_GLOBAL_DIGITS;
    }

    /// What a trunk of this format means by a number: without a plus, a long one that the trunk
    /// writes in full is nevertheless known all over the world.
    Dialed read(String number, NumberFormat format) {
        boolean isInFull =
                format == NumberFormat.PLAIN
                        && number.length() > SHORT_DIGITS
                        && number.matches("[1-9][0-9]*");
        return read(isInFull ? "+" + number : number);
    }

    /// A number that was read, as a trunk of this format writes it.
    String write(String number, NumberFormat format) {
        if (!number.startsWith("+")) {
            return number;
        }
        String digits = number.substring(1);
        return switch (format) {
            case E164 -> number;
            case PLAIN -> digits;
            case NATIONAL -> national(digits);
        };
    }

    private String national(String digits) {
        String country = config.countryCode();
        return country != null && digits.startsWith(country)
                ? config.nationalPrefix() + digits.substring(country.length())
                : config.internationalPrefix() + digits;
    }

    private static String withoutSeparators(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (SEPARATORS.indexOf(text.charAt(i)) < 0) {
                kept.append(text.charAt(i));
            }
        }
        return kept.toString();
    }
}
