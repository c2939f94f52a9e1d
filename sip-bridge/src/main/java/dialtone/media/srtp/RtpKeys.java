package dialtone.media.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of a session's RTP packets, derived from the master key (RFC 3711 section 4.3, RFC 6188
/// section 3, RFC 7714 section 11).
///
/// Threading: immutable, as long as nobody writes to what it gives.
final class RtpKeys {

    private static final int ENCRYPTION = 0;
    private static final int AUTHENTICATION = 1;
    private static final int SALT = 2;

    private static final int BLOCK_BYTES = 16;
    private static final int LABEL_AT = 7;

    private final byte[] encryption;
    private final byte[] authentication;
    private final byte[] salt;

    RtpKeys(SrtpKey master) {
        try {
            encryption = derive(master, ENCRYPTION, master.profile().keyBytes());
            authentication = derive(master, AUTHENTICATION, LibCrypto.SHA1_BYTES);
            salt = derive(master, SALT, master.profile().saltBytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("deriving the keys of RTP failed", e);
        }
    }

    private static byte[] derive(SrtpKey master, int label, int bytes)
            throws GeneralSecurityException {
        byte[] vector = Arrays.copyOf(master.salt(), BLOCK_BYTES);
        vector[LABEL_AT] ^= (byte) label;
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(master.key(), "AES"),
                new IvParameterSpec(vector));
        return cipher.doFinal(new byte[bytes]);
    }

    /// The key of the cipher.
    byte[] encryption() {
        return encryption;
    }

    /// The key of the HMAC.
    byte[] authentication() {
        return authentication;
    }

    /// What is mixed into every packet's vector.
    byte[] salt() {
        return salt;
    }
}
