package dialtone.turn.auth;

import dialtone.udp.Remote;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces that prove themselves: the time they end and a hash of it with the client's address,
/// under a key nobody else has. Nothing is remembered for a client before it has shown a valid
/// credential, so a flood of spoofed requests fills no memory.
///
/// Threading: immutable.
final class Nonces {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final SecretKeySpec key;
    private final InstantSource clock;

    Nonces(InstantSource clock) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, HMAC);
        this.clock = clock;
    }

    String create(Remote client) {
        return nonce(clock.instant().plus(LIFETIME).getEpochSecond(), client);
    }

    /// Whether it was made here, for this client, and has not ended.
    boolean isFresh(String nonce, Remote client) {
        int digits = nonce.length() - 2 * HASH_BYTES;
        if (digits != 2 * Long.BYTES || !nonce.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        long expiry = HexFormat.fromHexDigitsToLong(nonce, 0, digits);
        return clock.instant().getEpochSecond() < expiry
                && MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.US_ASCII),
                        nonce(expiry, client).getBytes(StandardCharsets.US_ASCII));
    }

    private String nonce(long expiry, Remote client) {
        ByteBuffer text =
                ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES)
                        .putLong(expiry)
                        .putLong(client.high())
                        .putLong(client.low())
                        .putInt(client.port());
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] hash = mac.doFinal(text.array());
            return HEX.toHexDigits(expiry) + HEX.formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
