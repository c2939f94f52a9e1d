package dialtone.media.rtp;

import java.nio.ByteBuffer;

/// What a datagram is by its first two bytes, where RTP and RTCP share a port (RFC 5761 section 4)
/// and others may come as well (RFC 7983).
///
/// Over SRTP these bytes are in the clear, so it can be asked before anything is decrypted.
public enum PacketKind {
    RTP,
    RTCP,
    OTHER;

    private static final int MIN_BYTES = 8;
    private static final int VERSION_SHIFT = 6;
    private static final int VERSION = 2;
    private static final int FIRST_RTCP = 192;
    private static final int LAST_RTCP = 223;

    /// Hot path: called per packet.
    public static PacketKind of(ByteBuffer bytes, int at, int length) {
        if (length < MIN_BYTES || (bytes.get(at) & 0xff) >>> VERSION_SHIFT != VERSION) {
            return OTHER;
        }
        int second = bytes.get(at + 1) & 0xff;
        return second >= FIRST_RTCP && second <= LAST_RTCP ? RTCP : RTP;
    }
}
