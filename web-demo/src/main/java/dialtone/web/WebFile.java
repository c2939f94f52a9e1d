package dialtone.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// A file as it goes over the wire, compressed once.
///
/// Threading: immutable.
final class WebFile {

    /// Half of a SHA-256 is enough to tell versions of a file apart.
    private static final int TAG_BYTES = 16;

    private final String contentType;
    private final String tag;
    private final ByteBuffer plain;
    private final ByteBuffer compressed;

    WebFile(String contentType, byte[] content) {
        this.contentType = contentType;
        tag = tag(content);
        plain = ByteBuffer.wrap(content).asReadOnlyBuffer();
        compressed = ByteBuffer.wrap(gzip(content)).asReadOnlyBuffer();
    }

    String contentType() {
        return contentType;
    }

    /// The entity tag (RFC 9110 section 8.8.3), which differs by encoding as the bytes do.
    String entityTag(boolean gzip) {
        return gzip ? "\"" + tag + "-gzip\"" : "\"" + tag + "\"";
    }

    /// Whether compressing makes it smaller; pictures are compressed already.
    boolean isCompressible() {
        return compressed.remaining() < plain.remaining();
    }

    /// The bytes, in a buffer of the caller's own.
    ByteBuffer body(boolean gzip) {
        return (gzip ? compressed : plain).duplicate();
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            byte[] start = Arrays.copyOf(hash, TAG_BYTES);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(start);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new BestGzip(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Takes its time, as each file is compressed once.
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
