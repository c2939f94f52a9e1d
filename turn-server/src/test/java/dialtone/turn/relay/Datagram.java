package dialtone.turn.relay;

import java.net.InetSocketAddress;

/// One datagram on its way.
///
/// Threading: immutable.
public final class Datagram {

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final byte[] bytes;

    public Datagram(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        this.from = from;
        this.to = to;
        this.bytes = bytes.clone();
    }

    public InetSocketAddress from() {
        return from;
    }

    public InetSocketAddress to() {
        return to;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return from + " > " + to + ", " + bytes.length + " bytes";
    }
}
