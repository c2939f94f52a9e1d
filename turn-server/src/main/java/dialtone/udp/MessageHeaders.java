package dialtone.udp;

import java.lang.foreign.Arena;

/// An array of `struct mmsghdr` with an address and a control message for each, as `recvmmsg` and
/// `sendmmsg` want them on 64-bit systems.
///
/// Threading: for the loop's thread.
final class MessageHeaders {

    /// `sizeof(struct mmsghdr)`, and where its parts are.
    private static final int BYTES = 64;

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOVECS = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;

    /// `CMSG_SPACE` of one small integer, and where its parts are.
    private static final int CONTROL_BYTES = 24;

    private static final int CONTROL_LEVEL_AT = 8;
    private static final int CONTROL_TYPE_AT = 12;
    private static final int CONTROL_VALUE_AT = 16;

    private final long headers;
    private final long names;
    private final long controls;

    MessageHeaders(Arena arena, int count) {
        headers = Memory.allocate(arena, (long) count * BYTES);
        names = Memory.allocate(arena, (long) count * NativeAddress.BYTES);
        controls = Memory.allocate(arena, (long) count * CONTROL_BYTES);
        for (int i = 0; i < count; i++) {
            Memory.putLong(at(i) + NAME, name(i));
        }
    }

    /// The address of one; the others follow it.
    long at(int index) {
        return headers + (long) index * BYTES;
    }

    /// Where the address of the other side is.
    long name(int index) {
        return names + (long) index * NativeAddress.BYTES;
    }

    void nameLength(int index, int bytes) {
        Memory.putInt(at(index) + NAME_LENGTH, bytes);
    }

    /// Says where the payload's parts are.
    void iovecs(int index, long iovecs, int count) {
        Memory.putLong(at(index) + IOVECS, iovecs);
        Memory.putLong(at(index) + IOVEC_COUNT, count);
    }

    /// The bytes that were received.
    int length(int index) {
        return Memory.getInt(at(index) + LENGTH);
    }

    void noControl(int index) {
        Memory.putLong(at(index) + CONTROL, 0);
        Memory.putLong(at(index) + CONTROL_LENGTH, 0);
    }

    /// Makes one message carry several datagrams of this size, the last of which may be shorter.
    void segmentSize(int index, int bytes) {
        long control = controls + (long) index * CONTROL_BYTES;
        Memory.putLong(control, CONTROL_VALUE_AT + Short.BYTES);
        Memory.putInt(control + CONTROL_LEVEL_AT, Linux.SOL_UDP);
        Memory.putInt(control + CONTROL_TYPE_AT, Linux.UDP_SEGMENT);
        Memory.putShort(control + CONTROL_VALUE_AT, (short) bytes);
        control(index, control);
    }

    /// Makes room for what the system tells of a received message; again for each message.
    void expectControl(int index) {
        long control = controls + (long) index * CONTROL_BYTES;
        Memory.putLong(control, 0);
        control(index, control);
    }

    private void control(int index, long control) {
        Memory.putLong(at(index) + CONTROL, control);
        Memory.putLong(at(index) + CONTROL_LENGTH, CONTROL_BYTES);
    }

    /// The size of the datagrams that the system has put together in a received message; 0 when it
    /// is one datagram.
    int receivedSegmentSize(int index) {
        if (Memory.getLong(at(index) + CONTROL_LENGTH) < CONTROL_VALUE_AT + Integer.BYTES) {
            return 0;
        }
        long control = controls + (long) index * CONTROL_BYTES;
        boolean isSize =
                Memory.getInt(control + CONTROL_LEVEL_AT) == Linux.SOL_UDP
                        && Memory.getInt(control + CONTROL_TYPE_AT) == Linux.UDP_GRO;
        return isSize ? Memory.getInt(control + CONTROL_VALUE_AT) : 0;
    }
}
