package dialtone.turn.auth;

import org.jspecify.annotations.Nullable;

import java.text.Normalizer;

/// How names and passwords are prepared before they are compared, so that what looks the same is
/// the same (RFC 8265 section 4.2).
final class OpaqueString {

    private OpaqueString() {}

    /// The prepared text; null for one that a client may not use: an empty one, or one with a
    /// control, an invisible mark, a character for private use or one that is none.
    static @Nullable String prepare(String text) {
        StringBuilder mapped = new StringBuilder();
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFC);
        return !prepared.isEmpty() && prepared.codePoints().allMatch(OpaqueString::isAllowed)
                ? prepared
                : null;
    }

    /// The FreeformClass of RFC 8264 section 4.3, as far as Java knows the properties it needs.
    private static boolean isAllowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
