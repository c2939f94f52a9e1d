package dialtone.turn.protocol;

/// What kind of message it is (RFC 8489 section 5). The order is that of the two bits on the wire.
public enum MessageClass {
    REQUEST,
    INDICATION,
    SUCCESS,
    ERROR;

    /// The class in a message type.
    static MessageClass of(int type) {
        return values()[type >> 7 & 2 | type >> 4 & 1];
    }

    /// The message type of this class and a method: the bits of both interleave.
    int type(int method) {
        int bits = (ordinal() & 2) << 7 | (ordinal() & 1) << 4;
        return bits | (method & 0xf80) << 2 | (method & 0x070) << 1 | method & 0x00f;
    }

    /// The method in a message type.
    static int method(int type) {
        return (type & 0x3e00) >> 2 | (type & 0x00e0) >> 1 | type & 0x000f;
    }
}
