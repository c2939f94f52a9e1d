package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// The hash of a certificate (RFC 8122).
///
/// @param hash in small letters, such as `sha-256`
/// @param value bytes in hexadecimal, in capital letters with colons between
public record Fingerprint(String hash, String value) {

    public Fingerprint {
        hash = hash.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        if (!hash.matches("[a-z0-9-]+") || !value.matches("[0-9A-F]{2}(:[0-9A-F]{2})*")) {
            throw new IllegalArgumentException("no fingerprint: " + hash + " " + value);
        }
    }

    static @Nullable Fingerprint parse(String text) {
        String[] parts = text.strip().split(" +", -1);
        if (parts.length != 2) {
            return null;
        }
        try {
            return new Fingerprint(parts[0], parts[1]);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Whether the hash is one that cannot be forged.
    boolean isStrong() {
        return hash.equals("sha-256") || hash.equals("sha-384") || hash.equals("sha-512");
    }

    @Override
    public String toString() {
        return hash + ' ' + value;
    }
}
