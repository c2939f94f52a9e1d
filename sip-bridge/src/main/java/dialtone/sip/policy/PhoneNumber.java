package dialtone.sip.policy;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// A number as it goes out: whole, as E.164 has it, or short, as the trunk understands it.
///
/// @param text with its plus when it is whole
record PhoneNumber(String text) {

    private static final Pattern WHOLE = Pattern.compile("\\+[1-9][0-9]{3,14}");

    /// An extension, an emergency number, a service of the network. What begins with 00 would be a
    /// country.
    private static final Pattern SHORT = Pattern.compile("(?!00)[0-9*#]{1,6}");

    /// Null when it is neither: then nobody can tell which country it is in.
    static @Nullable PhoneNumber parse(String text) {
        boolean isKnown = WHOLE.matcher(text).matches() || SHORT.matcher(text).matches();
        return isKnown ? new PhoneNumber(text) : null;
    }

    boolean isShort() {
        return text.charAt(0) != '+';
    }

    /// Without the plus.
    String digits() {
        return isShort() ? text : text.substring(1);
    }
}
