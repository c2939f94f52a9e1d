package dialtone.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces that prove themselves: when they end, some random bits, and a hash of both with the
/// client's address, under a key that nobody else has. So strangers who ask for many fill no
/// memory; only those are remembered with which somebody has shown the right password, until they
/// end, lest the same answer serve twice.
///
/// Threading: for any number of threads.
final class Nonces {

    private static final String HMAC = "HmacSHA256";
    private static final int HASH_BYTES = 16;
    private static final int TIME_CHARS = 16;
    private static final int RANDOM_CHARS = 16;
    private static final int CHARS = TIME_CHARS + RANDOM_CHARS + 2 * HASH_BYTES;
    private static final int SWEEP_AT = 1024;
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final InstantSource clock;
    private final Duration lifetime;
    private final Map<String, Long> countOf = new ConcurrentHashMap<>();

    Nonces(InstantSource clock, Duration lifetime) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        this.key = new SecretKeySpec(random, HMAC);
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /// A nonce for this client.
    String create(String client) {
        String text =
                HEX.toHexDigits(clock.instant().plus(lifetime).toEpochMilli())
                        + HEX.toHexDigits(RANDOM.nextLong());
        return text + hash(text, client);
    }

    /// Whether it was made here for this client, though it may have ended.
    boolean isOurs(String nonce, String client) {
        if (nonce.length() != CHARS || !nonce.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        String text = nonce.substring(0, TIME_CHARS + RANDOM_CHARS);
        return MessageDigest.isEqual(
                nonce.substring(text.length()).getBytes(StandardCharsets.US_ASCII),
                hash(text, client).getBytes(StandardCharsets.US_ASCII));
    }

    /// Whether one of ours has not ended.
    boolean isFresh(String nonce) {
        return HexFormat.fromHexDigitsToLong(nonce, 0, TIME_CHARS) > clock.millis();
    }

    /// Whether a right answer with this count is the first: counts only grow.
    boolean use(String nonce, long count) {
        if (countOf.size() >= SWEEP_AT) {
            countOf.keySet().removeIf(each -> !isFresh(each));
        }
        boolean[] isNew = new boolean[1];
        countOf.compute(
                nonce,
                (_, last) -> {
                    isNew[0] = last == null || count > last;
                    return last == null ? count : Math.max(last, count);
                });
        return isNew[0];
    }

    private String hash(String text, String client) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] hash = mac.doFinal((text + " " + client).getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
