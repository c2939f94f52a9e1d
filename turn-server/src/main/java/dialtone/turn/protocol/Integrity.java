package dialtone.turn.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key that messages are vouched for with, by HMAC-SHA1 (RFC 8489 section 14.5).
///
/// Threading: immutable.
public final class Integrity {

    private static final String HMAC = "HmacSHA1";

    private final SecretKeySpec key;

    private Integrity(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /// The key of a long-term credential (RFC 8489 section 9.2.2). MD5 is the protocol's choice.
    public static Integrity longTerm(String username, String realm, String password) {
        try {
            String text = username + ":" + realm + ":" + password;
            return new Integrity(
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /// The key of a short-term credential (RFC 8489 section 9.1.1): the password itself.
    public static Integrity shortTerm(String password) {
        return new Integrity(password.getBytes(StandardCharsets.UTF_8));
    }

    /// The value for a message that ends before MESSAGE-INTEGRITY. Its header already counts the
    /// attribute, as the protocol wants it.
    byte[] over(byte[] message, int length) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    boolean verifies(byte[] message, int integrityAt) {
        int valueAt = integrityAt + StunMessage.ATTRIBUTE_HEADER_BYTES;
        int end = valueAt + StunMessage.INTEGRITY_BYTES;
        byte[] covered = Arrays.copyOf(message, integrityAt);
        ByteBuffer.wrap(covered).putShort(2, (short) (end - StunMessage.HEADER_BYTES));
        return MessageDigest.isEqual(
                over(covered, integrityAt), Arrays.copyOfRange(message, valueAt, end));
    }
}
