package dialtone.turn.protocol;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a message is vouched for, with the attribute that carries it (RFC 8489 sections 14.5 and
/// 14.6).
public enum IntegrityAlgorithm {
    /// MESSAGE-INTEGRITY: always the whole value.
    SHA1("HmacSHA1", 0x0008, 20, 20),
    /// MESSAGE-INTEGRITY-SHA256: may be cut down to half of it.
    SHA256("HmacSHA256", 0x001c, 16, 32);

    /// Those of each thread, as making one costs more than what it is for.
    private static final ThreadLocal<Map<IntegrityAlgorithm, Mac>> MACS =
            ThreadLocal.withInitial(() -> new EnumMap<>(IntegrityAlgorithm.class));

    private static final int LENGTH_AT = 2;
    private static final int BEHIND_LENGTH = 4;

    private final String hmac;
    private final char attribute;
    private final int minBytes;
    private final int bytes;

    IntegrityAlgorithm(String hmac, int attribute, int minBytes, int bytes) {
        this.hmac = hmac;
        this.attribute = (char) attribute;
        this.minBytes = minBytes;
        this.bytes = bytes;
    }

    /// The type of the attribute.
    char attribute() {
        return attribute;
    }

    /// The length of the whole value.
    int bytes() {
        return bytes;
    }

    /// Whether a value may have this length.
    boolean allows(int length) {
        return length >= minBytes && length <= bytes && length % 4 == 0;
    }

    /// The value over the beginning of a message.
    ///
    /// @param length of the beginning
    /// @param counted length that the header has in place of the one that stands there
    byte[] over(byte[] key, byte[] message, int length, int counted) {
        Mac mac = MACS.get().computeIfAbsent(this, IntegrityAlgorithm::newMac);
        try {
            mac.init(new SecretKeySpec(key, hmac));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(hmac + " takes every key", e);
        }
        mac.update(message, 0, LENGTH_AT);
        mac.update((byte) (counted >> Byte.SIZE));
        mac.update((byte) counted);
        mac.update(message, BEHIND_LENGTH, length - BEHIND_LENGTH);
        return mac.doFinal();
    }

    private Mac newMac() {
        try {
            return Mac.getInstance(hmac);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + hmac, e);
        }
    }
}
