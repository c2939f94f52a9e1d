package dialtone.media.rtp;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Walks through the packets of an RTCP datagram (RFC 3550 section 6), which is checked as a whole
/// before any of it is believed.
///
/// Sender and receiver reports, CNAMEs and BYEs can be asked; feedback and whatever else has a
/// well-formed length is walked past.
///
/// Threading: for one thread, which uses one object for all datagrams.
public final class RtcpPackets {

    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int BYE = 203;

    static final int HEADER_BYTES = 4;
    static final int BLOCK_BYTES = 24;
    static final int SENDER_INFO_BYTES = 20;
    static final int CNAME = 1;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int VERSION_BITS = 0xc0;
    private static final int VERSION = 0x80;
    private static final int PADDING = 0x20;
    private static final int COUNT = 0x1f;
    private static final int FIRST_TYPE = 192;
    private static final int LAST_TYPE = 223;
    private static final int TRANSPORT_FEEDBACK = 205;
    private static final int PAYLOAD_FEEDBACK = 206;
    private static final int SSRC_BYTES = 4;

    private ByteBuffer bytes = NOTHING;
    private int end;
    private int next;
    private int at;
    private int length;

    /// Checks a datagram in the clear (RFC 3550 A.2) and stands before its first packet.
    ///
    /// @param isReducedSize whether anything may come first (RFC 5506), and not only a report
    /// @return false when it is to be ignored as a whole
    public boolean read(ByteBuffer buffer, int offset, int size, boolean isReducedSize) {
        end = offset;
        next = offset;
        if (size < HEADER_BYTES || size % Integer.BYTES != 0) {
            return false;
        }
        bytes = buffer;
        int firstType = buffer.get(offset + 1) & 0xff;
        boolean isReport = firstType == SENDER_REPORT || firstType == RECEIVER_REPORT;
        if (!isReport && !isReducedSize) {
            return false;
        }
        end = offset + size;
        while (next < end) {
            if (!isPacketWellFormed()) {
                end = next;
                return false;
            }
        }
        next = offset;
        return true;
    }

    /// Goes to the next packet; false at the end.
    public boolean next() {
        if (next >= end) {
            return false;
        }
        at = next;
        length = packetBytes(at);
        next = at + length;
        return true;
    }

    public int type() {
        return bytes.get(at + 1) & 0xff;
    }

    /// Who sends the report or the feedback.
    public int sender() {
        return bytes.getInt(at + HEADER_BYTES);
    }

    /// A sender report's wall clock, in NTP's form.
    public long ntp() {
        return bytes.getLong(at + 8);
    }

    /// The RTP timestamp of the same moment.
    public int timestamp() {
        return bytes.getInt(at + 16);
    }

    /// How many report blocks there are: none but in reports.
    public int blocks() {
        int type = type();
        return type == SENDER_REPORT || type == RECEIVER_REPORT ? count() : 0;
    }

    /// Whose stream a block is about.
    public int blockSsrc(int block) {
        return bytes.getInt(blockAt(block));
    }

    /// In 256ths, of the packets since the report before.
    public int fractionLost(int block) {
        return bytes.get(blockAt(block) + 4) & 0xff;
    }

    /// Since the beginning; negative when duplicates came.
    public int cumulativeLost(int block) {
        return bytes.getInt(blockAt(block) + 4) << 8 >> 8;
    }

    /// In units of the stream's timestamps, unsigned.
    public int jitter(int block) {
        return bytes.getInt(blockAt(block) + 12);
    }

    /// The middle of the NTP time of our last report that came there; 0 when none did.
    public int lastReport(int block) {
        return bytes.getInt(blockAt(block) + 16);
    }

    /// How long ago that was when the block was sent, in 65536ths of a second.
    public int delaySinceLastReport(int block) {
        return bytes.getInt(blockAt(block) + 20);
    }

    /// Whether the packet is a BYE of this source.
    public boolean isByeOf(int ssrc) {
        if (type() != BYE) {
            return false;
        }
        for (int i = 0; i < count(); i++) {
            if (bytes.getInt(at + HEADER_BYTES + i * SSRC_BYTES) == ssrc) {
                return true;
            }
        }
        return false;
    }

    /// The canonical name that the packet gives its first source, null when it gives none.
    public @Nullable String cname() {
        if (type() != SOURCE_DESCRIPTION || count() == 0) {
            return null;
        }
        int item = at + HEADER_BYTES + SSRC_BYTES;
        while (item + 1 < next && bytes.get(item) != 0) {
            int size = bytes.get(item + 1) & 0xff;
            if (item + 2 + size > next) {
                return null;
            }
            if (bytes.get(item) == CNAME) {
                byte[] name = new byte[size];
                bytes.get(item + 2, name);
                return new String(name, StandardCharsets.UTF_8);
            }
            item += 2 + size;
        }
        return null;
    }

    /// Looks at the packet that begins at [#next] and goes behind it.
    private boolean isPacketWellFormed() {
        int first = bytes.get(next) & 0xff;
        int packetType = bytes.get(next + 1) & 0xff;
        int size = packetBytes(next);
        if ((first & VERSION_BITS) != VERSION
                || packetType < FIRST_TYPE
                || packetType > LAST_TYPE
                || size > end - next) {
            return false;
        }
        int padding = 0;
        if ((first & PADDING) != 0) {
            padding = bytes.get(next + size - 1) & 0xff;
            boolean isLast = next + size == end;
            if (!isLast || padding == 0 || padding % Integer.BYTES != 0) {
                return false;
            }
        }
        if (size - padding < leastBytes(packetType, first & COUNT)) {
            return false;
        }
        next += size;
        return true;
    }

    private static int leastBytes(int type, int count) {
        return HEADER_BYTES
                + switch (type) {
                    case SENDER_REPORT -> SSRC_BYTES + SENDER_INFO_BYTES + count * BLOCK_BYTES;
                    case RECEIVER_REPORT -> SSRC_BYTES + count * BLOCK_BYTES;
                    case SOURCE_DESCRIPTION -> count * (SSRC_BYTES + Integer.BYTES);
                    case BYE -> count * SSRC_BYTES;
                    case TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> 2 * SSRC_BYTES;
                    default -> 0;
                };
    }

    private int packetBytes(int start) {
        return ((bytes.getShort(start + 2) & 0xffff) + 1) * Integer.BYTES;
    }

    private int count() {
        return bytes.get(at) & COUNT;
    }

    private int blockAt(int block) {
        int info = type() == SENDER_REPORT ? SENDER_INFO_BYTES : 0;
        return at + HEADER_BYTES + SSRC_BYTES + info + block * BLOCK_BYTES;
    }
}
