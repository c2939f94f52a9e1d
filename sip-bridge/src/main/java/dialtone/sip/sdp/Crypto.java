package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

/// An `a=crypto` line (RFC 4568): keys for SRTP, in the description itself.
///
/// @param keyParameters such as `inline:` and the key; a secret
/// @param sessionParameters null for none
public record Crypto(
        int tag, String suite, String keyParameters, @Nullable String sessionParameters) {

    private static final int MOST_PARTS = 4;
    private static final int LAST_TAG = 999_999_999;
    private static final String INLINE = "inline:";

    public Crypto {
        if (tag < 0 || !suite.matches("[A-Za-z0-9_]+") || keyParameters.isEmpty()) {
            throw new IllegalArgumentException("no crypto attribute of suite " + suite);
        }
    }

    /// Reads an attribute's value; null when it is none.
    public static @Nullable Crypto parse(String text) {
        String[] parts = text.strip().split(" +", MOST_PARTS);
        int tag = Numbers.parse(parts[0], LAST_TAG);
        if (parts.length < MOST_PARTS - 1 || tag < 0 || !parts[1].matches("[A-Za-z0-9_]+")) {
            return null;
        }
        return new Crypto(tag, parts[1], parts[2], parts.length < MOST_PARTS ? null : parts[3]);
    }

    /// Whether it asks for nothing but the suite: one key without an identifier (MKI), and no
    /// session parameters but the window, which only advises (RFC 4568 section 6.3.6).
    boolean isPlain() {
        boolean hasOneKey =
                keyParameters.startsWith(INLINE)
                        && keyParameters.indexOf(';') < 0
                        && keyParameters.indexOf(':', INLINE.length()) < 0;
        return hasOneKey
                && (sessionParameters == null || sessionParameters.matches("(WSH=\\d+ *)*"));
    }

    Crypto withTag(int other) {
        return new Crypto(other, suite, keyParameters, sessionParameters);
    }

    /// The attribute's value.
    public String line() {
        String line = tag + " " + suite + ' ' + keyParameters;
        return sessionParameters == null ? line : line + ' ' + sessionParameters;
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Crypto[" + tag + ' ' + suite + ']';
    }
}
