package dialtone.turn.auth;

import dialtone.turn.protocol.Integrity;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Opens the tokens that authorization servers give out for this server (RFC 7635 section 6.2): the
/// client's key and a time, sealed with a key that the two servers share.
///
/// The sealed bytes are all there is to know of a token, so nothing is asked of others and nothing
/// is kept. What is not exactly as long as its parts is refused before it is looked at.
///
/// Threading: immutable.
public final class AccessTokens {

    /// No token counts.
    public static final AccessTokens NONE = new AccessTokens("", Map.of());

    /// A key of that many bytes or more is for AEAD_AES_256_GCM, a shorter one for
    /// AEAD_AES_128_GCM.
    public static final int LONG_KEY_BYTES = 32;

    /// No key is shorter.
    public static final int SHORT_KEY_BYTES = 16;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    /// All but the client's key: lengths, nonce, tag, time and lifetime.
    private static final int FRAME_BYTES =
            Short.BYTES + NONCE_BYTES + Short.BYTES + Long.BYTES + Integer.BYTES + TAG_BYTES;

    /// As long as the hash of the oldest way to vouch for a message.
    private static final int MIN_CLIENT_KEY_BYTES = 20;

    /// The block of the hashes; a longer key is no better.
    private static final int MAX_CLIENT_KEY_BYTES = 64;

    /// Of the client's key, coturn and its client use so many bytes, as of a password's.
    private static final int COTURN_CLIENT_KEY_BYTES = 16;

    /// What the clocks of the two servers may differ by (RFC 7635 section 7).
    private static final Duration DELTA = Duration.ofSeconds(5);

    private final String serverName;
    private final Map<String, SecretKeySpec> keys;

    /// Tokens for one server.
    ///
    /// @param serverName what this server is called by authorization servers; sealed into tokens
    /// @param keys by their ids; of 16 bytes at least, and of longer ones the first 16 or 32 count
    public AccessTokens(String serverName, Map<String, byte[]> keys) {
        this.serverName = serverName;
        this.keys =
                keys.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, entry -> key(entry.getValue())));
    }

    private static SecretKeySpec key(byte[] bytes) {
        int length = bytes.length < LONG_KEY_BYTES ? SHORT_KEY_BYTES : LONG_KEY_BYTES;
        return new SecretKeySpec(Arrays.copyOf(bytes, length), "AES");
    }

    /// What clients are told to get a token for; null when none counts.
    @Nullable String serverName() {
        return keys.isEmpty() ? null : serverName;
    }

    /// Whether tokens that were sealed with the key of this id count.
    boolean has(String kid) {
        return keys.containsKey(kid);
    }

    /// Opens a token; null when it was not made for this server with the key of this id. Whether it
    /// still counts is not asked.
    @Nullable AccessToken open(String kid, byte[] token) {
        SecretKeySpec key = keys.get(kid);
        int clientKeyBytes = token.length - FRAME_BYTES;
        if (key == null
                || clientKeyBytes < MIN_CLIENT_KEY_BYTES
                || clientKeyBytes > MAX_CLIENT_KEY_BYTES) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.wrap(token);
        if (whole.getShort() != NONCE_BYTES) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] sealed = new byte[token.length - Short.BYTES - NONCE_BYTES];
        whole.get(nonce).get(sealed);
        byte[] opened = open(key, nonce, sealed);
        return opened == null
                ? null
                : read(kid, HexFormat.of().formatHex(nonce), ByteBuffer.wrap(opened));
    }

    private byte @Nullable [] open(SecretKeySpec key, byte[] nonce, byte[] sealed) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            GCMParameterSpec parameters = new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            cipher.updateAAD(serverName.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(sealed);
        } catch (GeneralSecurityException _) {
            return null;
        }
    }

    /// The time is in seconds since 1970, with 16 bits for parts of them, which do not matter here.
    private static @Nullable AccessToken read(String kid, String id, ByteBuffer opened) {
        int length = opened.getShort();
        if (length != opened.remaining() - Long.BYTES - Integer.BYTES) {
            return null;
        }
        byte[] clientKey = new byte[length];
        opened.get(clientKey);
        Instant issued = Instant.ofEpochSecond(opened.getLong() >>> Short.SIZE);
        Duration lifetime = Duration.ofSeconds(Integer.toUnsignedLong(opened.getInt()));
        List<Integrity> keys =
                List.of(
                        Integrity.of(clientKey),
                        Integrity.of(Arrays.copyOf(clientKey, COTURN_CLIENT_KEY_BYTES)));
        return new AccessToken(kid, id, keys, issued, lifetime.plus(DELTA));
    }
}
