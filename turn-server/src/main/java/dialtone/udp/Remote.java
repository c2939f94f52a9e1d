package dialtone.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The far end of datagrams, in a form that is compared without making objects.
///
/// The address is two longs: an IPv6 address as it is, an IPv4 address in its mapped form.
///
/// Threading: immutable.
public final class Remote {

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final long MAPPED = 0xffff_0000_0000L;

    private final long high;
    private final long low;
    private final int port;
    private final InetSocketAddress socketAddress;

    private Remote(long high, long low, int port, InetSocketAddress socketAddress) {
        this.high = high;
        this.low = low;
        this.port = port;
        this.socketAddress = socketAddress;
    }

    public static Remote of(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        return new Remote(high(bytes), low(bytes), address.getPort(), address);
    }

    /// The remote of what [Datagrams] tell of a packet.
    public static Remote of(long high, long low, int port) {
        return new Remote(high, low, port, new InetSocketAddress(address(high, low), port));
    }

    /// The upper half of an address of 4 or 16 bytes.
    public static long high(byte[] address) {
        return address.length == V4_BYTES ? 0 : ByteBuffer.wrap(address).getLong(0);
    }

    /// The lower half of an address of 4 or 16 bytes.
    public static long low(byte[] address) {
        return address.length == V4_BYTES
                ? MAPPED | Integer.toUnsignedLong(ByteBuffer.wrap(address).getInt(0))
                : ByteBuffer.wrap(address).getLong(Long.BYTES);
    }

    /// Whether the halves are those of an IPv4 address.
    public static boolean isV4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    private static InetAddress address(long high, long low) {
        byte[] bytes = ByteBuffer.allocate(V6_BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(
                    isV4(high, low)
                            ? Arrays.copyOfRange(bytes, V6_BYTES - V4_BYTES, V6_BYTES)
                            : bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public int port() {
        return port;
    }

    public boolean isV4() {
        return isV4(high, low);
    }

    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    /// Whether it is the one that these parts make.
    public boolean is(long otherHigh, long otherLow, int otherPort) {
        return low == otherLow && high == otherHigh && port == otherPort;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Remote remote && is(remote.high, remote.low, remote.port);
    }

    @Override
    public int hashCode() {
        return hash(high, low, port);
    }

    /// A hash of the parts; the upper bits are mixed as well as the lower ones.
    public static int hash(long high, long low, int port) {
        long mixed = (high * 31 + low) * 31 + port;
        mixed *= 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }

    @Override
    public String toString() {
        return socketAddress.toString();
    }
}
