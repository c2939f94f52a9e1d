package dialtone.turn.protocol;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// How a key is made from a long-term password (RFC 8489 section 18.5), the preferred first: the
/// order in which they are offered.
public enum PasswordAlgorithm {
    SHA256(2, "SHA-256"),
    MD5(1, "MD5");

    private static final int VALUE_BYTES = 4;

    private final int number;
    private final String digest;

    PasswordAlgorithm(int number, String digest) {
        this.number = number;
        this.digest = digest;
    }

    /// The value of PASSWORD-ALGORITHMS in every challenge: all there are, without parameters
    /// (section 14.11).
    static byte[] offer() {
        ByteBuffer value = ByteBuffer.allocate(values().length * VALUE_BYTES);
        for (PasswordAlgorithm algorithm : values()) {
            value.put(algorithm.value());
        }
        return value.array();
    }

    /// The algorithm of a PASSWORD-ALGORITHM (section 14.12); null when it is none of these, or has
    /// parameters that these do not have.
    static @Nullable PasswordAlgorithm of(byte[] value) {
        for (PasswordAlgorithm algorithm : values()) {
            if (Arrays.equals(value, algorithm.value())) {
                return algorithm;
            }
        }
        return null;
    }

    private byte[] value() {
        return ByteBuffer.allocate(VALUE_BYTES).putInt(number << Short.SIZE).array();
    }

    /// The hash of a text in UTF-8.
    byte[] hash(String text) {
        try {
            return MessageDigest.getInstance(digest).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + digest, e);
        }
    }
}
