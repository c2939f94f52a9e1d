package dialtone.turn.protocol;

/// What kind of message it is (RFC 8489 section 5).
public enum MessageClass {
    REQUEST(0x0000),
    INDICATION(0x0010),
    SUCCESS(0x0100),
    ERROR(0x0110);

    private static final int CLASS_BITS = 0x0110;

    private final int bits;

    MessageClass(int bits) {
        this.bits = bits;
    }

    /// The class in a message type.
    static MessageClass of(int type) {
        return switch (type & CLASS_BITS) {
            case 0x0000 -> REQUEST;
            case 0x0010 -> INDICATION;
            case 0x0100 -> SUCCESS;
            default -> ERROR;
        };
    }

    /// The message type of this class and a method: the bits of both interleave.
    int type(int method) {
        return bits | ((method & 0xf80) << 2) | ((method & 0x070) << 1) | (method & 0x00f);
    }

    /// The method in a message type.
    static int method(int type) {
        return ((type & 0x3e00) >> 2) | ((type & 0x00e0) >> 1) | (type & 0x000f);
    }
}
