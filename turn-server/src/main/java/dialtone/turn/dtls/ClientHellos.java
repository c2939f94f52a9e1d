package dialtone.turn.dtls;

import java.util.Arrays;

/// Reads the few bytes of a ClientHello that tell one client's start from another (RFC 6347
/// sections 4.1 and 4.2.2).
///
/// Threading: has no state.
final class ClientHellos {

    /// Of a DTLS 1.2 record.
    static final int RECORD_HEADER_BYTES = 13;

    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int EPOCH_AT = 3;

    /// Behind the headers of record and message, and the version.
    private static final int RANDOM_AT = RECORD_HEADER_BYTES + 12 + 2;

    private static final int RANDOM_BYTES = 32;

    private ClientHellos() {}

    /// Whether a datagram begins with an unencrypted ClientHello.
    static boolean isIn(byte[] datagram) {
        return datagram.length > RANDOM_AT + RANDOM_BYTES
                && datagram[0] == HANDSHAKE_RECORD
                && datagram[EPOCH_AT] == 0
                && datagram[EPOCH_AT + 1] == 0
                && datagram[RECORD_HEADER_BYTES] == CLIENT_HELLO;
    }

    /// Whether two are of one handshake: a client that repeats its ClientHello, with the cookie or
    /// because it got no answer, repeats its random bytes as well.
    static boolean areOfOneHandshake(byte[] one, byte[] other) {
        int end = RANDOM_AT + RANDOM_BYTES;
        return Arrays.equals(one, RANDOM_AT, end, other, RANDOM_AT, end);
    }
}
