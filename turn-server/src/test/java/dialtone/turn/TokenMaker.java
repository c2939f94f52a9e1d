package dialtone.turn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// An authorization server that makes tokens after RFC 7635 section 6.2, also such as none should.
///
/// Threading: for the test's thread.
record TokenMaker(String serverName, String kid, int keyBytes) {

    private static final int NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What a client gets.
    static final class Token {

        private final String kid;
        private final byte[] sealed;
        private final byte[] clientKey;

        Token(String kid, byte[] sealed, byte[] clientKey) {
            this.kid = kid;
            this.sealed = sealed;
            this.clientKey = clientKey;
        }

        String kid() {
            return kid;
        }

        byte[] sealed() {
            return sealed.clone();
        }

        byte[] clientKey() {
            return clientKey;
        }
    }

    /// The key as it is configured.
    String key() {
        return Base64.getEncoder().encodeToString(secret());
    }

    private byte[] secret() {
        byte[] key = new byte[keyBytes];
        Arrays.fill(key, (byte) keyBytes);
        return key;
    }

    Token make(Instant issued, int lifetimeSeconds) {
        return make(issued.getEpochSecond(), lifetimeSeconds);
    }

    Token make(long issuedSeconds, int lifetimeSeconds) {
        byte[] clientKey = new byte[32];
        RANDOM.nextBytes(clientKey);
        return make(clientKey, clientKey.length, issuedSeconds, lifetimeSeconds);
    }

    Token make(Instant issued, int lifetimeSeconds, byte[] clientKey) {
        return make(clientKey, clientKey.length, issued.getEpochSecond(), lifetimeSeconds);
    }

    /// A token that says another length of the client's key than it has.
    Token makeClaiming(Instant issued, int claimed) {
        return make(new byte[20], claimed, issued.getEpochSecond(), 600);
    }

    private Token make(byte[] clientKey, int claimed, long issuedSeconds, int lifetimeSeconds) {
        byte[] plain =
                ByteBuffer.allocate(2 + clientKey.length + 8 + 4)
                        .putShort((short) claimed)
                        .put(clientKey)
                        .putLong(issuedSeconds << 16)
                        .putInt(lifetimeSeconds)
                        .array();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(secret(), "AES"),
                    new GCMParameterSpec(128, nonce));
            cipher.updateAAD(serverName.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = cipher.doFinal(plain);
            byte[] token =
                    ByteBuffer.allocate(2 + NONCE_BYTES + sealed.length)
                            .putShort((short) NONCE_BYTES)
                            .put(nonce)
                            .put(sealed)
                            .array();
            return new Token(kid, token, clientKey);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
