package dialtone.media.srtp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// AES in counter mode with HMAC-SHA1 (RFC 3711 sections 4.1.1 and 4.2.1, RFC 6188).
///
/// What the HMAC hashes before and after each packet is hashed once and kept.
///
/// Threading: for one thread.
final class NativeCounterMode extends NativeCipher {

    /// Packets lie in memory that is known by its address.
    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final int AES_128_BYTES = 16;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private static final int ROLL_OVER_AT = moreAt();
    private static final int DIGEST_AT = ROLL_OVER_AT + Long.BYTES;
    private static final int INNER_AT = DIGEST_AT + 24;
    private static final int OUTER_AT = INNER_AT + LibCrypto.SHA1_STATE_BYTES;
    private static final int STATE_AT = OUTER_AT + LibCrypto.SHA1_STATE_BYTES;
    private static final int BLOCK_AT = STATE_AT + LibCrypto.SHA1_STATE_BYTES;
    private static final int END = BLOCK_AT + LibCrypto.SHA1_BLOCK_BYTES;

    private final long saltHigh;
    private final long saltLow;

    NativeCounterMode(RtpKeys keys, int tagBytes) {
        super(
                keys.encryption().length == AES_128_BYTES ? "EVP_aes_128_ctr" : "EVP_aes_256_ctr",
                keys.encryption(),
                tagBytes,
                END - moreAt());
        ByteBuffer salt = ByteBuffer.wrap(keys.salt());
        saltHigh = salt.getLong();
        saltLow =
                ((long) salt.getInt() << Integer.SIZE)
                        | ((salt.getShort() & 0xffffL) << Short.SIZE);
        hash(keys.authentication(), INNER_PAD, INNER_AT);
        hash(keys.authentication(), OUTER_PAD, OUTER_AT);
    }

    /// Hashes the key with a pad (RFC 2104), as far as it does not depend on a packet.
    private void hash(byte[] key, byte pad, int into) {
        MemorySegment block = memory().asSlice(BLOCK_AT, LibCrypto.SHA1_BLOCK_BYTES);
        block.fill(pad);
        for (int i = 0; i < key.length; i++) {
            block.set(ValueLayout.JAVA_BYTE, i, (byte) (key[i] ^ pad));
        }
        LibCrypto.sha1Init(address + into);
        LibCrypto.sha1Update(address + into, block.address(), block.byteSize());
        block.fill((byte) 0);
    }

    /// The vector (RFC 3711 section 4.1.1): the salt with the source and the index, and a counter
    /// of blocks from 0 on.
    @Override
    void number(int source, long index) {
        memory().set(LONG, VECTOR_AT, saltHigh ^ (source & 0xffff_ffffL));
        memory().set(LONG, VECTOR_AT + Long.BYTES, saltLow ^ (index << Short.SIZE));
        memory().set(INT, ROLL_OVER_AT, (int) (index >>> Short.SIZE));
    }

    @Override
    void protect(long at, int header, int length) {
        crypt(at + header, length - header);
        digest(at, length);
        MemorySegment.copy(memory(), DIGEST_AT, ALL, at + length, tagBytes());
    }

    @Override
    boolean unprotect(long at, int header, int length) {
        digest(at, length);
        int differences = 0;
        for (int i = 0; i < tagBytes(); i++) {
            differences |=
                    memory().get(ValueLayout.JAVA_BYTE, DIGEST_AT + i)
                            ^ ALL.get(ValueLayout.JAVA_BYTE, at + length + i);
        }
        if (differences != 0) {
            return false;
        }
        crypt(at + header, length - header);
        return true;
    }

    private void crypt(long at, int bytes) {
        LibCrypto.begin(cipher, address + VECTOR_AT, ENCRYPT);
        update(at, bytes);
    }

    /// The HMAC of a packet and its roll-over counter.
    private void digest(long at, int length) {
        long state = address + STATE_AT;
        long digest = address + DIGEST_AT;
        MemorySegment.copy(memory(), INNER_AT, memory(), STATE_AT, LibCrypto.SHA1_STATE_BYTES);
        LibCrypto.sha1Update(state, at, length);
        LibCrypto.sha1Update(state, address + ROLL_OVER_AT, Integer.BYTES);
        LibCrypto.sha1Final(digest, state);
        MemorySegment.copy(memory(), OUTER_AT, memory(), STATE_AT, LibCrypto.SHA1_STATE_BYTES);
        LibCrypto.sha1Update(state, digest, LibCrypto.SHA1_BYTES);
        LibCrypto.sha1Final(digest, state);
    }
}
