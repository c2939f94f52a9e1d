package dialtone.sip.message;

/// How long messages may be.
///
/// @param headBytes of the first line and all headers
/// @param bodyBytes of the body
public record MessageLimits(int headBytes, int bodyBytes) {

    /// Long routes and certificates in headers fit; so do the SDP of many streams and pictures of
    /// callers.
    public static final MessageLimits DEFAULT = new MessageLimits(16 * 1024, 64 * 1024);

    public MessageLimits {
        if (headBytes < 1 || bodyBytes < 0) {
            throw new IllegalArgumentException(
                    "no message fits " + headBytes + " and " + bodyBytes + " bytes");
        }
    }
}
