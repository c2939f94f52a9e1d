package dialtone.turn.relay;

import dialtone.udp.Remote;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Writes the header of a Data indication (RFC 8656 section 11.3) into the room before a payload,
/// and pads the payload.
///
/// Threading: for the shard's thread.
final class DataIndication {

    private static final int TYPE = 0x0017;
    private static final int COOKIE = 0x2112_a442;
    private static final int HEADER_BYTES = 20;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int XOR_PEER_ADDRESS = 0x0012;
    private static final int DATA = 0x0013;
    private static final int ICMP = 0x8004;
    private static final int ICMP_VALUE_BYTES = 8;
    private static final int ICMP_CODE_BITS = 9;
    private static final int MAX_LENGTH = 0xffff;
    private static final int V4_VALUE_BYTES = 8;
    private static final int V6_VALUE_BYTES = 20;

    /// Makes transaction ids; nobody answers an indication, so they need not be secret.
    private final SplittableRandom random = new SplittableRandom();

    /// Whether a payload can be told of: the message's own length has 16 bits. One that cannot
    /// would begin with a length near 0, and over a connection all that follows would be read
    /// wrongly (CVE-2026-68552 of another server).
    ///
    /// Hot path: called per packet.
    static boolean fits(int length, long high, long low) {
        int header = headerBytes(Remote.isV4(high, low)) + ATTRIBUTE_HEADER_BYTES;
        return header - HEADER_BYTES + length + (-length & 3) <= MAX_LENGTH;
    }

    /// Hot path: called per packet.
    ///
    /// @param payloadAt where the payload begins; the header ends there
    /// @param high of the peer's address, as are the next two
    /// @return how long the header is
    int write(ByteBuffer bytes, int payloadAt, int length, long high, long low, int port) {
        boolean isV4 = Remote.isV4(high, low);
        int header = headerBytes(isV4) + ATTRIBUTE_HEADER_BYTES;
        int padding = -length & 3;
        int at = payloadAt - header;
        begin(bytes, at, header - HEADER_BYTES + length + padding, high, low, port);
        int data = payloadAt - ATTRIBUTE_HEADER_BYTES;
        bytes.putShort(data, (short) DATA).putShort(data + 2, (short) length);
        for (int i = 0; i < padding; i++) {
            // What was there before is another client's (CVE-2020-4067 of another server).
            bytes.put(payloadAt + length + i, (byte) 0);
        }
        return header;
    }

    /// Writes an indication that tells of an ICMP message (RFC 8656 sections 11.5 and 18.13).
    ///
    /// @return how long it is
    int writeIcmp(ByteBuffer bytes, int at, Remote peer, int type, int code, int mtuBytes) {
        int icmp = headerBytes(peer.isV4());
        int length = icmp + ATTRIBUTE_HEADER_BYTES + ICMP_VALUE_BYTES;
        begin(bytes, at, length - HEADER_BYTES, peer.high(), peer.low(), peer.port());
        bytes.putShort(at + icmp, (short) ICMP)
                .putShort(at + icmp + 2, (short) ICMP_VALUE_BYTES)
                .putShort(at + icmp + 4, (short) 0)
                .putShort(at + icmp + 6, (short) (type << ICMP_CODE_BITS | code))
                .putInt(at + icmp + 8, mtuBytes);
        return length;
    }

    /// Of a message with the peer's address alone.
    private static int headerBytes(boolean isV4) {
        return HEADER_BYTES + ATTRIBUTE_HEADER_BYTES + (isV4 ? V4_VALUE_BYTES : V6_VALUE_BYTES);
    }

    private void begin(ByteBuffer bytes, int at, int attributes, long high, long low, int port) {
        boolean isV4 = Remote.isV4(high, low);
        bytes.putShort(at, (short) TYPE)
                .putShort(at + 2, (short) attributes)
                .putInt(at + 4, COOKIE)
                .putInt(at + 8, random.nextInt())
                .putLong(at + 12, random.nextLong());
        int address = at + HEADER_BYTES;
        bytes.putShort(address, (short) XOR_PEER_ADDRESS)
                .putShort(address + 2, (short) (isV4 ? V4_VALUE_BYTES : V6_VALUE_BYTES))
                .putShort(address + 4, (short) (isV4 ? 1 : 2))
                .putShort(address + 6, (short) (port ^ COOKIE >>> 16));
        if (isV4) {
            bytes.putInt(address + 8, (int) low ^ COOKIE);
        } else {
            bytes.putLong(address + 8, high ^ bytes.getLong(at + 4))
                    .putLong(address + 16, low ^ bytes.getLong(at + 12));
        }
    }
}
