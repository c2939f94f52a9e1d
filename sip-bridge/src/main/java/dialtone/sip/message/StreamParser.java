package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Makes messages of a stream: each says with its Content-Length where it ends
/// (RFC 3261 section 18.3). After a message that does not, or that is too long, nobody knows where
/// the next one begins: the stream [#isBroken] and is to be closed.
///
/// Threading: for one reader.
public final class StreamParser {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 513;
    private static final int USUAL_BYTES = 2048;

    private final MessageLimits limits;
    private byte[] buffer = new byte[USUAL_BYTES];
    private int start;
    private int end;
    private int searched;
    private @Nullable Head head;
    private int bodyStart;
    private boolean isBroken;

    public StreamParser(MessageLimits limits) {
        this.limits = limits;
    }

    /// Takes bytes from the stream; [#next] then has to be asked until it has nothing more, so that
    /// no more than a message is kept.
    public void offer(byte[] bytes, int offset, int length) {
        if (isBroken) {
            return;
        }
        if (end + length > buffer.length) {
            makeRoom(length);
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    private void makeRoom(int length) {
        int size = end - start;
        int wanted = size + length;
        byte[] target =
                wanted > buffer.length ? new byte[Math.max(wanted, 2 * buffer.length)] : buffer;
        System.arraycopy(buffer, start, target, 0, size);
        buffer = target;
        searched = Math.max(searched - start, 0);
        bodyStart -= start;
        start = 0;
        end = size;
    }

    /// Whether there is a beginning of a message that has not come in full.
    public boolean isInMessage() {
        return end > start;
    }

    /// Whether no message can be found any more.
    public boolean isBroken() {
        return isBroken;
    }

    /// The next message or what is in its place; null until more bytes have come.
    public @Nullable Parsed next() {
        if (isBroken) {
            return null;
        }
        if (head == null) {
            Parsed early = readHead();
            if (early != null || head == null) {
                return early;
            }
        }
        return readBody(head);
    }

    private @Nullable Parsed readHead() {
        if (end - start >= 2 && buffer[start] == '\r' && buffer[start + 1] == '\n') {
            start += 2;
            return new Parsed.KeepAlive();
        }
        int headEnd = Head.end(buffer, Math.max(start, searched - 3), end);
        searched = end;
        if ((headEnd < 0 ? end : headEnd) - start > limits.headBytes()) {
            isBroken = true;
            return new Parsed.Malformed(TOO_LARGE, "the headers are too long", null);
        }
        if (headEnd < 0) {
            return null;
        }
        Head read = Head.read(buffer, start, headEnd);
        if (read.contentLength() < 0) {
            isBroken = true;
            return MessageReader.withWrongBody(
                    read, BAD_REQUEST, "without Content-Length a message in a stream has no end");
        }
        if (read.contentLength() > limits.bodyBytes()) {
            isBroken = true;
            return MessageReader.withWrongBody(read, TOO_LARGE, "the body is too long");
        }
        head = read;
        bodyStart = headEnd;
        return null;
    }

    private @Nullable Parsed readBody(Head read) {
        int bodyEnd = bodyStart + read.contentLength();
        if (end < bodyEnd) {
            return null;
        }
        Parsed parsed = MessageReader.read(read, Body.of(buffer, bodyStart, read.contentLength()));
        head = null;
        start = bodyEnd;
        searched = bodyEnd;
        if (start == end) {
            start = 0;
            end = 0;
            searched = 0;
            if (buffer.length > limits.headBytes()) {
                buffer = Arrays.copyOf(buffer, USUAL_BYTES);
            }
        }
        return parsed;
    }
}
