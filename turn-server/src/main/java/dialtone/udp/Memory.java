package dialtone.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory outside the heap by its address, as structures of system calls want it.
///
/// Addresses are not checked, as in C: every class that uses this gets its memory from
/// [#allocate(Arena, long)] and stays within it.
final class Memory {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int CACHE_LINE_BYTES = 64;

    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    /// Zeroed memory that lives as long as the arena.
    static long allocate(Arena arena, long bytes) {
        return arena.allocate(bytes, CACHE_LINE_BYTES).address();
    }

    static byte getByte(long at) {
        return ALL.get(ValueLayout.JAVA_BYTE, at);
    }

    static short getShort(long at) {
        return ALL.get(SHORT, at);
    }

    static int getInt(long at) {
        return ALL.get(INT, at);
    }

    static long getLong(long at) {
        return ALL.get(LONG, at);
    }

    static void putShort(long at, short value) {
        ALL.set(SHORT, at, value);
    }

    static void putInt(long at, int value) {
        ALL.set(INT, at, value);
    }

    static void putLong(long at, long value) {
        ALL.set(LONG, at, value);
    }

    static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /// The text of a C string.
    static String string(long at) {
        return at == 0 ? "" : ALL.getString(at);
    }
}
