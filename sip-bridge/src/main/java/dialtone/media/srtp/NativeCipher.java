package dialtone.media.srtp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A cipher of libcrypto with a little memory beside it, for packets by their addresses.
///
/// The memory and the cipher are freed when nobody knows this object any more.
///
/// Threading: for one thread.
abstract sealed class NativeCipher permits NativeCounterMode, NativeGcm {

    static final int ENCRYPT = 1;
    static final int DECRYPT = 0;

    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    static final int VECTOR_AT = 0;
    static final int COUNT_AT = 16;
    private static final int OWN_BYTES = 24;

    private final MemorySegment context;
    private final MemorySegment memory;
    private final int tagBytes;

    /// The memory's address, and the cipher's.
    final long address;

    final long cipher;

    /// A cipher.
    ///
    /// @param moreBytes of memory that the subclass needs, from [#moreAt()] on
    NativeCipher(String name, byte[] key, int tagBytes, int moreBytes) {
        Arena arena = Arena.ofAuto();
        this.tagBytes = tagBytes;
        context = LibCrypto.newCipher(name, key, arena);
        memory = arena.allocate(OWN_BYTES + moreBytes, Long.BYTES);
        address = memory.address();
        cipher = context.address();
    }

    static int moreAt() {
        return OWN_BYTES;
    }

    final MemorySegment memory() {
        return memory;
    }

    final int tagBytes() {
        return tagBytes;
    }

    /// Says which packet comes next.
    ///
    /// Hot path: called per packet.
    ///
    /// @param source its SSRC
    /// @param index of 48 bits
    abstract void number(int source, long index);

    /// Encrypts a packet and puts its tag behind it.
    ///
    /// Hot path: called per packet.
    ///
    /// @param at its address
    /// @param header its bytes that are not encrypted
    /// @param length without the tag
    abstract void protect(long at, int header, int length);

    /// Decrypts a packet if its tag is right; it is left as it was otherwise.
    ///
    /// Hot path: called per packet.
    abstract boolean unprotect(long at, int header, int length);

    /// Encrypts or decrypts in place.
    ///
    /// Hot path: called per packet.
    final void update(long at, int bytes) {
        LibCrypto.update(cipher, at, address + COUNT_AT, at, bytes);
    }
}
