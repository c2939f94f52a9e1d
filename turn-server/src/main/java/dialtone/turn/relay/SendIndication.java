package dialtone.turn.relay;

import dialtone.udp.Remote;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// Reads Send indications (RFC 8656 section 11.1) where they lie, without making objects.
///
/// Threading: for the shard's thread; what was read stands until the next message is read.
final class SendIndication {

    private static final int TYPE = 0x0016;
    private static final int COOKIE = 0x2112_a442;
    private static final int HEADER_BYTES = 20;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int XOR_PEER_ADDRESS = 0x0012;
    private static final int DATA = 0x0013;
    private static final int DONT_FRAGMENT = 0x001a;
    private static final int FIRST_OPTIONAL = 0x8000;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int V4_VALUE_BYTES = 8;
    private static final int V6_VALUE_BYTES = 20;
    private static final long MAPPED = 0xffff_0000_0000L;

    private long high;
    private long low;
    private int port;
    private boolean hasDontFragment;
    private int dataAt;
    private int dataLength;

    /// The peer of the last indication: packets to one peer come in runs.
    private @Nullable Remote peer;

    /// What a message was.
    enum Outcome {
        READ,
        MALFORMED,
        /// Some other STUN message.
        OTHER
    }

    /// Hot path: called per STUN message of a client that has an allocation.
    Outcome read(ByteBuffer bytes, int start, int length) {
        if (length < HEADER_BYTES || bytes.getShort(start) != TYPE) {
            return Outcome.OTHER;
        }
        int end = start + length;
        boolean isWhole =
                bytes.getInt(start + 4) == COOKIE
                        && Short.toUnsignedInt(bytes.getShort(start + 2)) == length - HEADER_BYTES;
        dataAt = -1;
        hasDontFragment = false;
        boolean hasPeer = false;
        int at = start + HEADER_BYTES;
        while (isWhole && at + ATTRIBUTE_HEADER_BYTES <= end) {
            int type = Short.toUnsignedInt(bytes.getShort(at));
            int size = Short.toUnsignedInt(bytes.getShort(at + 2));
            int value = at + ATTRIBUTE_HEADER_BYTES;
            isWhole = value + size <= end;
            if (isWhole && type == XOR_PEER_ADDRESS && !hasPeer) {
                hasPeer = readPeer(bytes, start, value, size);
                isWhole = hasPeer;
            } else if (type == DATA && dataAt < 0) {
                dataAt = value;
                dataLength = size;
            } else if (type == DONT_FRAGMENT) {
                hasDontFragment = true;
            } else if (type < FIRST_OPTIONAL && type != XOR_PEER_ADDRESS && type != DATA) {
                isWhole = false;
            }
            at = value + (size + 3 & ~3);
        }
        return isWhole && hasPeer && dataAt >= 0 ? Outcome.READ : Outcome.MALFORMED;
    }

    /// RFC 8489 section 14.2: combined with the message's cookie and transaction id.
    private boolean readPeer(ByteBuffer bytes, int start, int value, int size) {
        int family = size < V4_VALUE_BYTES ? 0 : bytes.get(value + 1);
        if (family == IPV4 && size == V4_VALUE_BYTES) {
            high = 0;
            low = MAPPED | Integer.toUnsignedLong(bytes.getInt(value + 4) ^ COOKIE);
        } else if (family == IPV6 && size == V6_VALUE_BYTES) {
            high = bytes.getLong(value + 4) ^ bytes.getLong(start + 4);
            low = bytes.getLong(value + 12) ^ bytes.getLong(start + 12);
        } else {
            return false;
        }
        port = Short.toUnsignedInt(bytes.getShort(value + 2)) ^ COOKIE >>> 16;
        return true;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }

    /// Whether the datagram must not be fragmented on its way (RFC 8656 section 15).
    boolean hasDontFragment() {
        return hasDontFragment;
    }

    /// Where the data begins in the slot.
    int dataAt() {
        return dataAt;
    }

    int dataLength() {
        return dataLength;
    }

    /// Where the data goes. A permission for the address was found before, so it is one that the
    /// address policy has allowed.
    Remote peer() {
        Remote last = peer;
        if (last == null || !last.is(high, low, port)) {
            last = Remote.of(high, low, port);
            peer = last;
        }
        return last;
    }
}
