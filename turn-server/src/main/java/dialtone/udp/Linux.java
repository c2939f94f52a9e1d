package dialtone.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Linux's system calls for sockets, by foreign functions, with the numbers of its headers.
///
/// Calls on the way of a packet return what the system returns and do not look at `errno`, which
/// would cost more than it tells; calls that set something up throw with the system's words.
final class Linux {

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    static final int SOL_IP = 0;
    static final int IP_MTU_DISCOVER = 10;
    static final int IP_RECVERR = 11;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_REUSEPORT = 15;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;
    static final int SOL_IPV6 = 41;
    static final int IPV6_MTU_DISCOVER = 23;
    static final int IPV6_RECVERR = 25;
    static final int IPV6_V6ONLY = 26;
    static final int PMTUDISC_DONT = 0;
    static final int PMTUDISC_DO = 2;

    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_ERRQUEUE = 0x2000;
    static final int EPOLLIN = 1;
    static final int EPOLLERR = 8;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int PR_SET_TIMERSLACK = 29;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle EPOLL_WAIT =
            fast("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMMSG =
            fast("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG =
            fast("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMSG = fast("recvmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle READ = fast("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = fast("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = fast("close", JAVA_INT);
    private static final MethodHandle USLEEP = fast("usleep", JAVA_INT);
    private static final MethodHandle PRCTL =
            fast("prctl", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle STRERROR = strerror();

    private static final MethodHandle EPOLL_CREATE = checked("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            checked("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD = checked("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET = checked("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = checked("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME =
            checked("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            checked("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);

    private Linux() {}

    private static MethodHandle fast(String name, ValueLayout... parameters) {
        return handle(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static MethodHandle checked(String name, ValueLayout... parameters) {
        return handle(
                name,
                FunctionDescriptor.of(JAVA_INT, parameters),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle strerror() {
        return handle("strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /// Waits for events; the number of them, or a negative number.
    static int epollWait(int epoll, long events, int max, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, max, timeoutMillis);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int recvmmsg(int socket, long messages, int count) {
        try {
            return (int) RECVMMSG.invokeExact(socket, messages, count, MSG_DONTWAIT, 0L);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int sendmmsg(int socket, long messages, int count) {
        try {
            return (int) SENDMMSG.invokeExact(socket, messages, count, MSG_DONTWAIT);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Takes one message of the socket's queue of errors.
    static int receiveError(int socket, long message) {
        try {
            return (int) RECVMSG.invokeExact(socket, message, MSG_DONTWAIT | MSG_ERRQUEUE);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void read(int descriptor, long into, long bytes) {
        try {
            int ignored = (int) READ.invokeExact(descriptor, into, bytes);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void write(int descriptor, long from, long bytes) {
        try {
            int ignored = (int) WRITE.invokeExact(descriptor, from, bytes);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void sleepMicros(int micros) {
        try {
            int ignored = (int) USLEEP.invokeExact(micros);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Lets this thread's sleeps end when they should: by default they may last 50 us longer.
    static void sleepPrecisely() {
        try {
            int ignored = (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, 1L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollCreate() throws IOException {
        return call("epoll_create1", state -> (int) EPOLL_CREATE.invokeExact(state, EPOLL_CLOEXEC));
    }

    static void epollControl(int epoll, int operation, int descriptor, long event)
            throws IOException {
        call(
                "epoll_ctl",
                state -> (int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event));
    }

    static int eventfd() throws IOException {
        return call(
                "eventfd",
                state -> (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK | EFD_CLOEXEC));
    }

    static int socket(int family, int type) throws IOException {
        return call("socket", state -> (int) SOCKET.invokeExact(state, family, type, 0));
    }

    static void bind(int socket, long address, int bytes) throws IOException {
        call("bind", state -> (int) BIND.invokeExact(state, socket, address, bytes));
    }

    static void getsockname(int socket, long address, long bytes) throws IOException {
        call("getsockname", state -> (int) GETSOCKNAME.invokeExact(state, socket, address, bytes));
    }

    static void setsockopt(int socket, int level, int option, long value, int bytes)
            throws IOException {
        call(
                "setsockopt",
                state -> (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, bytes));
    }

    @FunctionalInterface
    private interface Call {

        int make(MemorySegment state) throws Throwable;
    }

    private static int call(String name, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURED);
            int result;
            try {
                result = call.make(state);
            } catch (Throwable e) {
                throw broken(e);
            }
            if (result < 0) {
                throw new IOException(words((int) ERRNO.get(state, 0L)) + " (" + name + ")");
            }
            return result;
        }
    }

    private static String words(int errno) {
        try {
            return Memory.string((long) STRERROR.invokeExact(errno));
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a foreign function cannot be called", e);
    }
}
