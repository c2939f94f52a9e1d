package dialtone.media.dtls;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The hash of a certificate, as `a=fingerprint` has it (RFC 8122 section 5).
///
/// @param hash the function's name, in lower case
/// @param value bytes in capital hexadecimal digits, with colons between them
public record Fingerprint(String hash, String value) {

    /// Those that nobody can make another certificate for.
    private static final Set<String> HASHES = Set.of("sha-256", "sha-384", "sha-512");

    private static final Pattern VALUE = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31,63}");
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":").withUpperCase();

    public Fingerprint {
        if (!HASHES.contains(hash) || !VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s %s (expected: a fingerprint by one of %s)".formatted(hash, value, HASHES));
        }
    }

    /// Reads an attribute's value: what follows `a=fingerprint:`.
    ///
    /// @return null when it is none, or one by a hash that is not trusted
    public static @Nullable Fingerprint parse(String attribute) {
        String[] parts = attribute.strip().split(" +", -1);
        if (parts.length != 2) {
            return null;
        }
        String hash = parts[0].toLowerCase(Locale.ROOT);
        String value = parts[1].toUpperCase(Locale.ROOT);
        return HASHES.contains(hash) && VALUE.matcher(value).matches()
                ? new Fingerprint(hash, value)
                : null;
    }

    /// The fingerprint of an encoded certificate.
    public static Fingerprint of(String hash, byte[] certificate) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(hash.toUpperCase(Locale.ROOT)).digest(certificate);
            return new Fingerprint(hash, FORMAT.formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + hash, e);
        }
    }

    /// Whether it is of this certificate.
    boolean isOf(byte[] certificate) {
        return equals(of(hash, certificate));
    }

    /// The attribute's value.
    @Override
    public String toString() {
        return hash + " " + value;
    }
}
