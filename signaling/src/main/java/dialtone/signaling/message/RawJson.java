package dialtone.signaling.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One JSON value as its sender wrote it: checked, but passed on untouched.
///
/// It shares the array of the message it came in, which nobody may change after that; so passing
/// on a description costs no copy and no second serialisation.
public final class RawJson {

    private final byte[] utf8;
    private final int offset;
    private final int length;

    RawJson(byte[] utf8, int offset, int length) {
        this.utf8 = utf8;
        this.offset = offset;
        this.length = length;
    }

    /// The value written in `json`, which the caller knows to be well-formed.
    public static RawJson of(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new RawJson(utf8, 0, utf8.length);
    }

    /// The same value without the message it came in, for keeping it longer than that: a short
    /// value may have come in a long message.
    public RawJson copy() {
        return new RawJson(Arrays.copyOfRange(utf8, offset, offset + length), 0, length);
    }

    /// How long it is, in bytes.
    public int length() {
        return length;
    }

    /// The hash FNV-1a of its bytes, of 64 bits.
    long hash() {
        long hash = 0xcbf29ce484222325L;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ (utf8[i] & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    JsonCursor cursor(String root, ErrorCode code) {
        return new JsonCursor(utf8, offset, length, root, code);
    }

    void copyTo(byte[] to, int at) {
        System.arraycopy(utf8, offset, to, at, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(utf8, offset, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that
                && Arrays.equals(
                        utf8,
                        offset,
                        offset + length,
                        that.utf8,
                        that.offset,
                        that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + utf8[i];
        }
        return hash;
    }

    /// The JSON text.
    @Override
    public String toString() {
        return new String(utf8, offset, length, StandardCharsets.UTF_8);
    }
}
