package dialtone.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes after a message's headers.
///
/// Threading: immutable.
public final class Body {

    /// No bytes at all.
    public static final Body EMPTY = new Body(new byte[0]);

    private final byte[] bytes;

    private Body(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A text, as UTF-8.
    public static Body of(String text) {
        return new Body(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A copy of these bytes.
    public static Body of(byte[] bytes, int offset, int length) {
        return length == 0 ? EMPTY : new Body(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /// How many bytes.
    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /// As a text in UTF-8; what is not valid becomes U+FFFD.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The size only: what is said in a body does not belong into logs.
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
