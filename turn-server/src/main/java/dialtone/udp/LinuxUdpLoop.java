package dialtone.udp;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// A loop on Linux's own system calls: one `epoll_wait` tells of many sockets, one `recvmmsg` and
/// one `sendmmsg` move many datagrams, and runs to one remote go through the system as one
/// (`UDP_SEGMENT`, `UDP_GRO`). Nothing on the way of a packet makes an object.
///
/// Threading: for one thread, but [#wakeup()] is for any.
public final class LinuxUdpLoop implements UdpLoop {

    private static final int MAX_EVENTS = 256;
    private static final int FIRST_CAPACITY = 64;

    /// Of `struct epoll_event`: packed on x86-64 alone.
    private static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_BYTES = IS_PACKED ? 12 : 16;
    private static final int EVENT_DATA_AT = IS_PACKED ? 4 : 8;

    /// Stands in an event where a socket's number would, for the descriptor that wakes the loop.
    private static final int WAKE = -1;

    /// Sockets with something to read, up to which waiting a little brings more at once.
    private static final int FEW_EVENTS = 32;

    private final Arena arena = Arena.ofShared();
    private final int epoll;
    private final int wake;
    private final long events = Memory.allocate(arena, (long) MAX_EVENTS * EVENT_BYTES);
    private final long scratch = Memory.allocate(arena, 64);

    /// The number that is written to wake the loop.
    private final long one = Memory.allocate(arena, Long.BYTES);

    private final ReceiveBatch receives = new ReceiveBatch(arena);
    private final SendBatch sends = new SendBatch(arena);
    private final ErrorQueue errors = new ErrorQueue(arena);
    private final int coalesceMicros;
    private final Pace pace;
    private final Deque<Integer> freeNumbers = new ArrayDeque<>();
    private @Nullable LinuxUdpSocket[] sockets = new LinuxUdpSocket[FIRST_CAPACITY];
    private int numbers;
    private boolean hasPreciseSleep;
    private volatile boolean woken;

    /// Guards what [#wakeup()] writes to against being closed meanwhile.
    private final Object wakeLock = new Object();

    private boolean closed;

    /// A loop.
    ///
    /// @param coalesceMicros how long a loop whose packets come close after one another waits, so
    ///     that several are handled together, in microseconds; 0 for not at all
    public LinuxUdpLoop(int coalesceMicros) throws IOException {
        this.coalesceMicros = coalesceMicros;
        pace = new Pace(coalesceMicros, System.nanoTime());
        Memory.putLong(one, 1);
        epoll = Linux.epollCreate();
        try {
            wake = Linux.eventfd();
            watch(wake, WAKE);
        } catch (IOException e) {
            Linux.close(epoll);
            throw e;
        }
    }

    private void watch(int descriptor, int number) throws IOException {
        Memory.putInt(scratch, Linux.EPOLLIN);
        Memory.putLong(scratch + EVENT_DATA_AT, number);
        Linux.epollControl(epoll, Linux.EPOLL_CTL_ADD, descriptor, scratch);
    }

    @Override
    public UdpSocket open(
            InetSocketAddress local, @Nullable Object attachment, int bufferBytes, boolean isShared)
            throws IOException {
        if (local.isUnresolved()) {
            throw new IOException("unresolved address " + local.getHostString());
        }
        boolean isV6 = local.getAddress() instanceof Inet6Address;
        int descriptor =
                Linux.socket(
                        isV6 ? Linux.AF_INET6 : Linux.AF_INET,
                        Linux.SOCK_DGRAM | Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC);
        try {
            configure(descriptor, isV6, bufferBytes, isShared);
            LinuxUdpSocket socket =
                    new LinuxUdpSocket(
                            this, descriptor, bind(descriptor, local, isV6), isV6, attachment);
            int number = number();
            sockets[number] = socket;
            socket.numbered(number);
            watch(descriptor, number);
            return socket;
        } catch (IOException | RuntimeException e) {
            Linux.close(descriptor);
            throw e;
        }
    }

    private void configure(int descriptor, boolean isV6, int bufferBytes, boolean isShared)
            throws IOException {
        setBuffer(descriptor, Linux.SO_RCVBUFFORCE, Linux.SO_RCVBUF, bufferBytes);
        setBuffer(descriptor, Linux.SO_SNDBUFFORCE, Linux.SO_SNDBUF, bufferBytes);
        if (isShared) {
            set(descriptor, Linux.SOL_SOCKET, Linux.SO_REUSEPORT, 1);
        }
        if (isV6) {
            set(descriptor, Linux.SOL_IPV6, Linux.IPV6_V6ONLY, 1);
            set(descriptor, Linux.SOL_IPV6, Linux.IPV6_RECVERR, 1);
        } else {
            set(descriptor, Linux.SOL_IP, Linux.IP_RECVERR, 1);
        }
        fragments(descriptor, isV6, true);
        trySet(descriptor, Linux.SOL_UDP, Linux.UDP_GRO, 1);
    }

    /// Beyond the system's bound where this process may, up to it where it may not.
    private void setBuffer(int descriptor, int forced, int bounded, int bytes) throws IOException {
        if (!trySet(descriptor, Linux.SOL_SOCKET, forced, bytes)) {
            set(descriptor, Linux.SOL_SOCKET, bounded, bytes);
        }
    }

    private void set(int descriptor, int level, int option, int value) throws IOException {
        Memory.putInt(scratch, value);
        Linux.setsockopt(descriptor, level, option, scratch, Integer.BYTES);
    }

    private boolean trySet(int descriptor, int level, int option, int value) {
        try {
            set(descriptor, level, option, value);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean fragments(int descriptor, boolean isV6, boolean allowed) {
        int value = allowed ? Linux.PMTUDISC_DONT : Linux.PMTUDISC_DO;
        return isV6
                ? trySet(descriptor, Linux.SOL_IPV6, Linux.IPV6_MTU_DISCOVER, value)
                : trySet(descriptor, Linux.SOL_IP, Linux.IP_MTU_DISCOVER, value);
    }

    private InetSocketAddress bind(int descriptor, InetSocketAddress local, boolean isV6)
            throws IOException {
        Remote wish = Remote.of(local);
        long high = local.getAddress().isAnyLocalAddress() ? 0 : wish.high();
        int bytes = NativeAddress.write(scratch, isV6, high, wish.low(), wish.port());
        Linux.bind(descriptor, scratch, bytes);
        long length = scratch + NativeAddress.BYTES;
        Memory.putInt(length, NativeAddress.BYTES);
        Linux.getsockname(descriptor, scratch, length);
        return new InetSocketAddress(local.getAddress(), NativeAddress.port(scratch));
    }

    private int number() {
        Integer free = freeNumbers.poll();
        if (free != null) {
            return free;
        }
        if (numbers == sockets.length) {
            sockets = Arrays.copyOf(sockets, 2 * numbers);
        }
        return numbers++;
    }

    @Override
    public void poll(long timeoutMillis, Handler handler) throws IOException {
        int ready = coalesceMicros == 0 ? 0 : coalesced();
        if (ready == 0) {
            ready = Linux.epollWait(epoll, events, MAX_EVENTS, (int) timeoutMillis);
        }
        pace.ready(ready);
        for (int i = 0; i < ready; i++) {
            dispatch(events + (long) i * EVENT_BYTES, handler);
        }
    }

    /// What is ready now; when that is little and more will soon be, what is ready then.
    private int coalesced() {
        int ready = Linux.epollWait(epoll, events, MAX_EVENTS, 0);
        if (ready >= FEW_EVENTS || !pace.isDense(System.nanoTime())) {
            return ready;
        }
        if (!hasPreciseSleep) {
            hasPreciseSleep = true;
            Linux.sleepPrecisely();
        }
        Linux.sleepMicros(coalesceMicros);
        return Linux.epollWait(epoll, events, MAX_EVENTS, 0);
    }

    /// Hot path: called per readable socket.
    private void dispatch(long event, Handler handler) {
        int number = Memory.getInt(event + EVENT_DATA_AT);
        if (number == WAKE) {
            // In this order: who wakes between the two is heard by this turn, and had it been the
            // other way round, the loop would believe itself woken for good.
            Linux.read(wake, scratch, Long.BYTES);
            woken = false;
            return;
        }
        LinuxUdpSocket socket = sockets[number];
        if (socket == null) {
            return; // Closed by what was dispatched before it.
        }
        if ((Memory.getInt(event) & Linux.EPOLLERR) != 0) {
            errors.drain(socket, handler);
        }
        do {
            handler.readable(socket);
        } while (receives.hasMore() && !socket.isClosed());
        receives.clear();
    }

    /// Hot path: called per batch.
    int receive(LinuxUdpSocket socket, Datagrams into, int first, int count) {
        return receives.receive(socket.descriptor(), into, first, count);
    }

    /// Hot path: called per packet.
    void send(LinuxUdpSocket socket, long at, int length, Remote to) {
        sends.add(socket, at, length, to);
    }

    @Override
    public void flush() {
        sends.flush();
    }

    void allowFragments(LinuxUdpSocket socket, boolean allowed) {
        sends.flush();
        fragments(socket.descriptor(), socket.isV6(), allowed);
    }

    /// Sends what waits in a socket and closes it.
    void closing(LinuxUdpSocket socket) {
        sends.flush();
        sockets[socket.number()] = null;
        freeNumbers.add(socket.number());
        Linux.close(socket.descriptor());
    }

    @Override
    public void wakeup() {
        synchronized (wakeLock) {
            if (!closed && !woken) {
                woken = true;
                Linux.write(wake, one, Long.BYTES);
            }
        }
    }

    @Override
    public void close() {
        synchronized (wakeLock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        for (LinuxUdpSocket socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
        Linux.close(wake);
        Linux.close(epoll);
        arena.close();
    }
}
