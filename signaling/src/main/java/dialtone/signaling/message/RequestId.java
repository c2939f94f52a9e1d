package dialtone.signaling.message;

/// What ties an answer to its request: the client's own choice, given back exactly as it was.
///
/// @param json an integer or a string
public record RequestId(RawJson json) {

    /// A hash of 64 bits, for telling the ids of one client apart.
    public long hash() {
        return json.hash();
    }

    /// An id as programs choose it.
    public static RequestId of(long number) {
        return new RequestId(RawJson.of(Long.toString(number)));
    }
}
