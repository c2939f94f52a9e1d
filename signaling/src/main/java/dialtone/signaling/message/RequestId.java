package dialtone.signaling.message;

/// What ties an answer to its request: the client's own choice, given back exactly as it was.
///
/// @param json an integer or a string
public record RequestId(RawJson json) {

    /// The same id without the message it came in, for keeping it longer.
    public RequestId copy() {
        return new RequestId(json.copy());
    }

    /// An id as programs choose it.
    public static RequestId of(long number) {
        return new RequestId(RawJson.of(Long.toString(number)));
    }
}
