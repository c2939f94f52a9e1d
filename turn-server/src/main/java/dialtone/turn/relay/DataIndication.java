package dialtone.turn.relay;

import dialtone.udp.Datagrams;
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
    private static final int V4_VALUE_BYTES = 8;
    private static final int V6_VALUE_BYTES = 20;

    /// Makes transaction ids; nobody answers an indication, so they need not be secret.
    private final SplittableRandom random = new SplittableRandom();

    /// Hot path: called per packet.
    ///
    /// @return how long the header is; it ends where the payload begins
    int write(Datagrams datagrams, int slot) {
        ByteBuffer bytes = datagrams.slot(slot);
        long high = datagrams.high(slot);
        long low = datagrams.low(slot);
        boolean isV4 = Remote.isV4(high, low);
        int addressBytes = isV4 ? V4_VALUE_BYTES : V6_VALUE_BYTES;
        int header = HEADER_BYTES + 2 * ATTRIBUTE_HEADER_BYTES + addressBytes;
        int length = datagrams.length(slot);
        int padding = -length & 3;
        int at = Datagrams.HEADROOM - header;
        bytes.putShort(at, (short) TYPE)
                .putShort(at + 2, (short) (header - HEADER_BYTES + length + padding))
                .putInt(at + 4, COOKIE)
                .putInt(at + 8, random.nextInt())
                .putLong(at + 12, random.nextLong());
        int address = at + HEADER_BYTES;
        bytes.putShort(address, (short) XOR_PEER_ADDRESS)
                .putShort(address + 2, (short) addressBytes)
                .putShort(address + 4, (short) (isV4 ? 1 : 2))
                .putShort(address + 6, (short) (datagrams.port(slot) ^ COOKIE >>> 16));
        if (isV4) {
            bytes.putInt(address + 8, (int) low ^ COOKIE);
        } else {
            bytes.putLong(address + 8, high ^ bytes.getLong(at + 4))
                    .putLong(address + 16, low ^ bytes.getLong(at + 12));
        }
        int data = address + ATTRIBUTE_HEADER_BYTES + addressBytes;
        bytes.putShort(data, (short) DATA).putShort(data + 2, (short) length);
        for (int i = 0; i < padding; i++) {
            // What was there before is another client's (CVE-2020-4067 of another server).
            bytes.put(Datagrams.HEADROOM + length + i, (byte) 0);
        }
        return header;
    }
}
