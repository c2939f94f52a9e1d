package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

/// Whom a message is for or from.
public sealed interface Uri permits SipUri, TelUri, OpaqueUri {

    /// A URI, or null when it is none: a defect in it, or a character that may not be there.
    static @Nullable Uri read(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return null;
        }
        String scheme = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        if (scheme.equalsIgnoreCase("sip")) {
            return SipUri.read(false, rest);
        }
        if (scheme.equalsIgnoreCase("sips")) {
            return SipUri.read(true, rest);
        }
        if (scheme.equalsIgnoreCase("tel")) {
            return TelUri.read(rest);
        }
        return Chars.isScheme(scheme) ? OpaqueUri.read(text) : null;
    }

    /// A URI that is known to be one.
    ///
    /// @throws IllegalArgumentException when it is none
    static Uri of(String text) {
        Uri uri = read(text);
        if (uri == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no URI");
        }
        return uri;
    }
}
