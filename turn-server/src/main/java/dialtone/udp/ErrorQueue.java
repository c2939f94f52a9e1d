package dialtone.udp;

import java.lang.foreign.Arena;

/// Reads what ICMP told of a socket's datagrams (`IP_RECVERR`).
///
/// Threading: for the loop's thread.
final class ErrorQueue {

    /// So many errors of one socket before the others have their turn.
    private static final int MAX_ERRORS = 16;

    /// `struct msghdr` and its parts.
    private static final int NAME_LENGTH = 8;

    private static final int IOVECS = 16;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int HEADER_BYTES = 56;

    private static final int CONTROL_BYTES = 256;
    private static final int CONTROL_HEADER_BYTES = 16;

    /// `struct sock_extended_err`, behind the header of its control message.
    private static final int ORIGIN = 4;

    private static final int TYPE = 5;
    private static final int CODE = 6;
    private static final int INFO = 8;
    private static final int EXTENDED_BYTES = 16;
    private static final int ORIGIN_ICMP = 2;
    private static final int ORIGIN_ICMP6 = 3;

    /// The messages that tell of a size (RFC 792 with RFC 1191, RFC 4443).
    private static final int UNREACHABLE = 3;

    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int PACKET_TOO_BIG = 2;

    private final long header;
    private final long name;
    private final long control;

    ErrorQueue(Arena arena) {
        header = Memory.allocate(arena, HEADER_BYTES);
        name = Memory.allocate(arena, NativeAddress.BYTES);
        control = Memory.allocate(arena, CONTROL_BYTES);
        Memory.putLong(header, name);
        Memory.putLong(header + IOVECS, 0);
    }

    void drain(LinuxUdpSocket socket, UdpLoop.Handler handler) {
        for (int i = 0; i < MAX_ERRORS && !socket.isClosed(); i++) {
            Memory.putInt(header + NAME_LENGTH, NativeAddress.BYTES);
            Memory.putLong(header + CONTROL, control);
            Memory.putLong(header + CONTROL_LENGTH, CONTROL_BYTES);
            if (Linux.receiveError(socket.descriptor(), header) < 0) {
                return;
            }
            tell(socket, handler);
        }
    }

    /// Looks through the control messages for the one that tells of an error.
    private void tell(LinuxUdpSocket socket, UdpLoop.Handler handler) {
        long end = control + Memory.getLong(header + CONTROL_LENGTH);
        long at = control;
        while (at + CONTROL_HEADER_BYTES <= end) {
            long length = Memory.getLong(at);
            if (isError(at) && length >= CONTROL_HEADER_BYTES + EXTENDED_BYTES) {
                tell(socket, handler, at + CONTROL_HEADER_BYTES);
            }
            if (length < CONTROL_HEADER_BYTES) {
                return;
            }
            at += length + Long.BYTES - 1 & -Long.BYTES;
        }
    }

    private static boolean isError(long at) {
        int level = Memory.getInt(at + 8);
        int type = Memory.getInt(at + 12);
        return level == Linux.SOL_IP
                ? type == Linux.IP_RECVERR
                : level == Linux.SOL_IPV6 && type == Linux.IPV6_RECVERR;
    }

    private void tell(LinuxUdpSocket socket, UdpLoop.Handler handler, long error) {
        int origin = Memory.getByte(error + ORIGIN);
        if (origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) {
            return; // An error of this machine, not of the network.
        }
        int type = Byte.toUnsignedInt(Memory.getByte(error + TYPE));
        int code = Byte.toUnsignedInt(Memory.getByte(error + CODE));
        boolean isSize =
                origin == ORIGIN_ICMP6
                        ? type == PACKET_TOO_BIG
                        : type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
        Remote to =
                Remote.of(
                        NativeAddress.high(name),
                        NativeAddress.low(name),
                        NativeAddress.port(name));
        handler.unreachable(socket, to, type, code, isSize ? Memory.getInt(error + INFO) : 0);
    }
}
