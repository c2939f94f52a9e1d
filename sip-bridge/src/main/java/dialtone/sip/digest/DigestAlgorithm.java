package dialtone.sip.digest;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// How texts are hashed, the weakest first. Each also has a form for sessions (`-sess`).
public enum DigestAlgorithm {
    MD5("MD5", "MD5"),
    SHA_256("SHA-256", "SHA-256"),
    SHA_512_256("SHA-512-256", "SHA-512/256");

    static final String SESSION = "-sess";

    private static final HexFormat HEX = HexFormat.of();

    private final String token;
    private final String javaName;

    DigestAlgorithm(String token, String javaName) {
        this.token = token;
        this.javaName = javaName;
    }

    /// Its name in headers.
    public String token() {
        return token;
    }

    /// The algorithm of this name with or without `-sess`, or null when it is unknown.
    static @Nullable DigestAlgorithm of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String base = isSession(name) ? upper.substring(0, upper.length() - 5) : upper;
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equals(base)) {
                return algorithm;
            }
        }
        return null;
    }

    static boolean isSession(String name) {
        return name.regionMatches(
                true, name.length() - SESSION.length(), SESSION, 0, SESSION.length());
    }

    String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(javaName);
            return HEX.formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + javaName, e);
        }
    }
}
