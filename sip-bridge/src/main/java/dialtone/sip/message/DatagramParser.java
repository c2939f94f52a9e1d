package dialtone.sip.message;

/// Makes a message of a datagram (RFC 3261 section 18.3): one in each, what is behind it is left.
///
/// Threading: immutable.
public final class DatagramParser {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 513;

    private final MessageLimits limits;

    public DatagramParser(MessageLimits limits) {
        this.limits = limits;
    }

    /// Reads the first so many of the bytes, and keeps none of them.
    public Parsed parse(byte[] bytes, int size) {
        int start = 0;
        while (start < size && (bytes[start] == '\r' || bytes[start] == '\n')) {
            start++;
        }
        if (start == size) {
            return new Parsed.KeepAlive();
        }
        int end = Head.end(bytes, start, size);
        if (end < 0) {
            return new Parsed.Malformed(BAD_REQUEST, "no empty line ends the headers", null);
        }
        if (end - start > limits.headBytes()) {
            return new Parsed.Malformed(TOO_LARGE, "the headers are too long", null);
        }
        Head head = Head.read(bytes, start, end);
        int rest = size - end;
        int length = head.contentLength() < 0 ? rest : head.contentLength();
        if (length > rest) {
            return MessageReader.withWrongBody(
                    head, BAD_REQUEST, "Content-Length: " + length + ", and " + rest + " came");
        }
        if (length > limits.bodyBytes()) {
            return MessageReader.withWrongBody(head, TOO_LARGE, "the body is too long");
        }
        return MessageReader.read(head, Body.of(bytes, end, length));
    }
}
