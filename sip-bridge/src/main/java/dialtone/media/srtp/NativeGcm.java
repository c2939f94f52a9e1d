package dialtone.media.srtp;

import java.nio.ByteBuffer;

/// AES in Galois/Counter Mode (RFC 7714).
///
/// Threading: for one thread.
final class NativeGcm extends NativeCipher {

    private static final int TAG_BYTES = 16;
    private static final int AES_128_BYTES = 16;

    private final long saltHigh;
    private final int saltLow;

    NativeGcm(RtpKeys keys) {
        super(
                keys.encryption().length == AES_128_BYTES ? "EVP_aes_128_gcm" : "EVP_aes_256_gcm",
                keys.encryption(),
                TAG_BYTES,
                0);
        ByteBuffer salt = ByteBuffer.wrap(keys.salt());
        saltHigh = salt.getLong();
        saltLow = salt.getInt();
    }

    /// The vector (RFC 7714 section 8.1): two bytes of zero, the source, the index; with the salt.
    @Override
    void number(int source, long index) {
        long high = ((source & 0xffff_ffffL) << Short.SIZE) | (index >>> Integer.SIZE);
        memory().set(LONG, VECTOR_AT, saltHigh ^ high);
        memory().set(INT, VECTOR_AT + Long.BYTES, saltLow ^ (int) index);
    }

    @Override
    void protect(long at, int header, int length) {
        LibCrypto.begin(cipher, address + VECTOR_AT, ENCRYPT);
        LibCrypto.update(cipher, 0, address + COUNT_AT, at, header);
        update(at + header, length - header);
        LibCrypto.end(cipher, at + length, address + COUNT_AT);
        LibCrypto.getTag(cipher, at + length, TAG_BYTES);
    }

    @Override
    boolean unprotect(long at, int header, int length) {
        LibCrypto.begin(cipher, address + VECTOR_AT, DECRYPT);
        LibCrypto.setTag(cipher, at + length, TAG_BYTES);
        LibCrypto.update(cipher, 0, address + COUNT_AT, at, header);
        update(at + header, length - header);
        if (LibCrypto.end(cipher, at + length, address + COUNT_AT)) {
            return true;
        }
        // Decrypted before it was known to be authentic: the same key stream undoes it.
        LibCrypto.begin(cipher, address + VECTOR_AT, ENCRYPT);
        update(at + header, length - header);
        return false;
    }
}
