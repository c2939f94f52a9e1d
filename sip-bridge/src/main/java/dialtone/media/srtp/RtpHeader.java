package dialtone.media.srtp;

import java.nio.ByteBuffer;

/// Where a packet's payload begins (RFC 3550 section 5.1): what comes before it is not encrypted.
final class RtpHeader {

    static final int SEQUENCE_AT = 2;
    static final int SOURCE_AT = 8;

    private static final int FIXED_BYTES = 12;
    private static final int VERSION = 2;

    private RtpHeader() {}

    /// The header's bytes with all that belongs to it; negative when this is no RTP, its header
    /// does not end, or it is too long.
    ///
    /// Hot path: called per packet.
    ///
    /// @param tailBytes that follow its payload at least
    static int length(ByteBuffer packet, int offset, int length, int tailBytes) {
        if (length < FIXED_BYTES + tailBytes || length > PacketBuffer.MAX_PACKET_BYTES) {
            return -1;
        }
        int first = packet.get(offset) & 0xff;
        int header = FIXED_BYTES + 4 * (first & 0x0f);
        if ((first & 0x10) != 0) {
            header += 4;
            if (header + tailBytes > length) {
                return -1;
            }
            header += 4 * (packet.getShort(offset + header - 2) & 0xffff);
        }
        return first >>> 6 == VERSION && header + tailBytes <= length ? header : -1;
    }
}
