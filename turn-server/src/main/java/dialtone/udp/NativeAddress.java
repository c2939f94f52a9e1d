package dialtone.udp;

/// `sockaddr_in` and `sockaddr_in6` in memory.
final class NativeAddress {

    /// Room for either.
    static final int BYTES = 32;

    private static final int V4_BYTES = 16;
    private static final int V6_BYTES = 28;
    private static final int PORT_AT = 2;
    private static final int V4_AT = 4;
    private static final int V6_AT = 8;
    private static final long MAPPED = 0xffff_0000_0000L;

    private NativeAddress() {}

    /// Writes an address; all of the structure, whatever was there.
    ///
    /// Hot path: called per packet.
    ///
    /// @return how long the structure is
    static int write(long at, boolean isV6, long high, long low, int port) {
        Memory.putShort(at, (short) (isV6 ? Linux.AF_INET6 : Linux.AF_INET));
        Memory.putShort(at + PORT_AT, Short.reverseBytes((short) port));
        if (!isV6) {
            Memory.putInt(at + V4_AT, Integer.reverseBytes((int) low));
            Memory.putLong(at + V6_AT, 0);
            return V4_BYTES;
        }
        Memory.putInt(at + V4_AT, 0);
        Memory.putLong(at + V6_AT, Long.reverseBytes(high));
        Memory.putLong(at + V6_AT + Long.BYTES, Long.reverseBytes(low));
        Memory.putInt(at + V6_AT + 2 * Long.BYTES, 0);
        return V6_BYTES;
    }

    /// The upper half, as [Remote] has it.
    static long high(long at) {
        return isV6(at) ? Long.reverseBytes(Memory.getLong(at + V6_AT)) : 0;
    }

    /// The lower half.
    static long low(long at) {
        return isV6(at)
                ? Long.reverseBytes(Memory.getLong(at + V6_AT + Long.BYTES))
                : MAPPED | Integer.toUnsignedLong(Integer.reverseBytes(Memory.getInt(at + V4_AT)));
    }

    static int port(long at) {
        return Short.toUnsignedInt(Short.reverseBytes(Memory.getShort(at + PORT_AT)));
    }

    private static boolean isV6(long at) {
        return Memory.getShort(at) == Linux.AF_INET6;
    }
}
