package dialtone.signaling.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Whether bytes are UTF-8, strictly.
///
/// The JSON parser is not strict about what it skips (overlong forms, halves of surrogate pairs),
/// and what it skips is passed on: a browser that gets such a text frame drops its connection. So
/// this is checked before anything else.
final class Utf8 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int BLOCK = 4 * Long.BYTES;
    private static final int SCRATCH_CHARS = 1024;

    private Utf8() {}

    /// Hot path: called per message.
    static boolean isValid(byte[] bytes) {
        int i = 0;
        while (i <= bytes.length - BLOCK && isAscii(bytes, i)) {
            i += BLOCK;
        }
        while (i < bytes.length && bytes[i] >= 0) {
            i++;
        }
        return i == bytes.length || isDecodable(ByteBuffer.wrap(bytes, i, bytes.length - i));
    }

    /// Whether each byte of the block is below 128.
    private static boolean isAscii(byte[] bytes, int i) {
        long all =
                (long) LONGS.get(bytes, i)
                        | (long) LONGS.get(bytes, i + Long.BYTES)
                        | (long) LONGS.get(bytes, i + 2 * Long.BYTES)
                        | (long) LONGS.get(bytes, i + 3 * Long.BYTES);
        return (all & HIGH_BITS) == 0;
    }

    private static boolean isDecodable(ByteBuffer bytes) {
        // A new decoder reports malformed input; only the constructors' convenience replaces it.
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer scratch = CharBuffer.allocate(SCRATCH_CHARS);
        while (true) {
            CoderResult result = decoder.decode(bytes, scratch, true);
            if (result.isUnderflow()) {
                return true;
            }
            if (result.isError()) {
                return false;
            }
            scratch.clear();
        }
    }
}
