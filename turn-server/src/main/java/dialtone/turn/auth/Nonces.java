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
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces that prove themselves: what the server can do, the time they end, and a hash of both with
/// the client's address, under a key nobody else has. Nothing is remembered for a client before it
/// has shown a valid credential, so a flood of spoofed requests fills no memory.
///
/// They begin with the nonce cookie (RFC 8489 section 9.2), whose bits tell clients what they may
/// use. Somebody in between who changes the bits, to make both sides use less than they know,
/// changes the nonce, and it is not taken. Clients of RFC 5389 repeat it without looking.
///
/// Threading: immutable.
final class Nonces {

    private static final String COOKIE = "obMatJos2";
    private static final int FEATURE_CHARS = 4;
    private static final int PREFIX_CHARS = COOKIE.length() + FEATURE_CHARS;

    /// RFC 8489 section 18.1, with the order of the bits that its erratum settled: the first is the
    /// rightmost of 24.
    private static final int PASSWORD_ALGORITHMS = 1;

    private static final int USERNAME_ANONYMITY = 1 << 1;

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

    /// A nonce for this client.
    ///
    /// @param withUserHash whether clients are to hide their names
    String create(Remote client, boolean withUserHash) {
        int features = PASSWORD_ALGORITHMS | (withUserHash ? USERNAME_ANONYMITY : 0);
        return nonce(features, clock.instant().plus(LIFETIME).getEpochSecond(), client);
    }

    /// Whether it says that password algorithms were offered with it, be it one of ours or not.
    static boolean offersPasswordAlgorithms(String nonce) {
        return (features(nonce) & PASSWORD_ALGORITHMS) != 0;
    }

    /// Whether it was made here, for this client, and has not ended.
    boolean isFresh(String nonce, Remote client) {
        int expiryEnd = PREFIX_CHARS + 2 * Long.BYTES;
        if (nonce.length() != expiryEnd + 2 * HASH_BYTES
                || !nonce.chars().skip(PREFIX_CHARS).allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        long expiry = HexFormat.fromHexDigitsToLong(nonce, PREFIX_CHARS, expiryEnd);
        return clock.instant().getEpochSecond() < expiry
                && MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.UTF_8),
                        nonce(features(nonce), expiry, client).getBytes(StandardCharsets.UTF_8));
    }

    /// The bits of its cookie; none without one.
    private static int features(String nonce) {
        if (!nonce.startsWith(COOKIE) || nonce.length() < PREFIX_CHARS) {
            return 0;
        }
        try {
            byte[] bits =
                    Base64.getDecoder().decode(nonce.substring(COOKIE.length(), PREFIX_CHARS));
            return ByteBuffer.allocate(Integer.BYTES).position(1).put(bits).getInt(0);
        } catch (IllegalArgumentException _) {
            return 0;
        }
    }

    private String nonce(int features, long expiry, Remote client) {
        ByteBuffer text =
                ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES)
                        .putLong(expiry)
                        .putLong(client.high())
                        .putLong(client.low())
                        .putInt(client.port())
                        .putInt(features);
        byte[] bits = ByteBuffer.allocate(Integer.BYTES).putInt(features).array();
        String cookie = COOKIE + Base64.getEncoder().encodeToString(Arrays.copyOfRange(bits, 1, 4));
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] hash = mac.doFinal(text.array());
            return cookie
                    + HEX.toHexDigits(expiry)
                    + HEX.formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
