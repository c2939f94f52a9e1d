package dialtone.turn.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// A key that messages are vouched for with (RFC 8489 sections 14.5 and 14.6), and how answers are.
///
/// Threading: immutable.
public final class Integrity {

    private final byte[] key;
    private final IntegrityAlgorithm algorithm;

    private Integrity(byte[] key, IntegrityAlgorithm algorithm) {
        this.key = key;
        this.algorithm = algorithm;
    }

    /// The key of a long-term credential as all clients know it, those of RFC 5389 too.
    public static Integrity longTerm(String username, String realm, String password) {
        return longTerm(PasswordAlgorithm.MD5, username, realm, password);
    }

    /// The key of a long-term credential (RFC 8489 section 9.2.2).
    public static Integrity longTerm(
            PasswordAlgorithm algorithm, String username, String realm, String password) {
        return new Integrity(
                algorithm.hash(username + ":" + realm + ":" + password), IntegrityAlgorithm.SHA1);
    }

    /// The key of a short-term credential (RFC 8489 section 9.1.1): the password itself.
    public static Integrity shortTerm(String password) {
        return new Integrity(password.getBytes(StandardCharsets.UTF_8), IntegrityAlgorithm.SHA1);
    }

    /// A key as it is, which came with a token (RFC 7635 section 5).
    public static Integrity of(byte[] key) {
        return new Integrity(key.clone(), IntegrityAlgorithm.SHA1);
    }

    /// The same key, for answers that are vouched for in this way.
    public Integrity answering(IntegrityAlgorithm with) {
        return new Integrity(key, with);
    }

    /// How answers are vouched for.
    IntegrityAlgorithm algorithm() {
        return algorithm;
    }

    /// The value for an answer that ends before the attribute. Its header already counts the
    /// attribute, as the protocol wants it.
    byte[] over(byte[] message, int length) {
        return algorithm.over(key, message, length, ByteBuffer.wrap(message).getChar(2));
    }

    /// Whether the attribute of a message was made with this key.
    ///
    /// @param at where the attribute begins
    /// @param length of its value, which may have been cut
    boolean verifies(IntegrityAlgorithm madeBy, byte[] message, int at, int length) {
        int valueAt = at + StunMessage.ATTRIBUTE_HEADER_BYTES;
        int end = valueAt + length;
        byte[] whole = madeBy.over(key, message, at, end - StunMessage.HEADER_BYTES);
        byte[] right = whole.length == length ? whole : Arrays.copyOf(whole, length);
        return MessageDigest.isEqual(right, Arrays.copyOfRange(message, valueAt, end));
    }
}
