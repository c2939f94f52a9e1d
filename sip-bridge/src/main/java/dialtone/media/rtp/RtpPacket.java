package dialtone.media.rtp;

import java.nio.ByteBuffer;

/// A view of the RTP packet (RFC 3550 section 5.1) in a buffer, to look at and to rewrite in place.
///
/// One object serves all packets of a thread: [#read] moves it to the next. What the getters say
/// before a `read` that succeeded has no meaning.
///
/// Threading: for one thread.
public final class RtpPacket {

    /// The header without sources and extension.
    public static final int HEADER_BYTES = 12;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int VERSION_BITS = 0xc0;
    private static final int VERSION = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int SOURCES = 0x0f;
    private static final int MARKER = 0x80;
    private static final int TYPE = 0x7f;
    private static final int SEQUENCE_AT = 2;
    private static final int TIMESTAMP_AT = 4;
    private static final int SSRC_AT = 8;
    private static final int EXTENSION_HEADER_BYTES = 4;

    private ByteBuffer bytes = NOTHING;
    private int at;
    private int length;
    private int headerBytes;
    private int paddingBytes;

    /// Looks at a packet in the clear: SRTP's padding is encrypted.
    ///
    /// Hot path: called per packet.
    ///
    /// @return false when it is no RTP packet, or its lengths contradict each other
    public boolean read(ByteBuffer buffer, int offset, int size) {
        if (size < HEADER_BYTES) {
            return false;
        }
        int first = buffer.get(offset) & 0xff;
        if ((first & VERSION_BITS) != VERSION) {
            return false;
        }
        int header = HEADER_BYTES + (first & SOURCES) * Integer.BYTES;
        if ((first & EXTENSION) != 0) {
            if (size < header + EXTENSION_HEADER_BYTES) {
                return false;
            }
            int words = buffer.getShort(offset + header + Short.BYTES) & 0xffff;
            header += EXTENSION_HEADER_BYTES + words * Integer.BYTES;
        }
        if (size < header) {
            return false;
        }
        int padding = 0;
        if ((first & PADDING) != 0) {
            padding = size == header ? 0 : buffer.get(offset + size - 1) & 0xff;
            if (padding == 0 || padding > size - header) {
                return false;
            }
        }
        bytes = buffer;
        at = offset;
        length = size;
        headerBytes = header;
        paddingBytes = padding;
        return true;
    }

    /// Writes a plain header for a payload that lies, or will lie, right behind it, and looks at
    /// the packet.
    public void write(
            ByteBuffer buffer,
            int offset,
            int payloadBytes,
            int payloadType,
            int sequence,
            int timestamp,
            int ssrc) {
        buffer.put(offset, (byte) VERSION);
        buffer.put(offset + 1, (byte) (payloadType & TYPE));
        bytes = buffer;
        at = offset;
        length = HEADER_BYTES + payloadBytes;
        headerBytes = HEADER_BYTES;
        paddingBytes = 0;
        setSequence(sequence);
        setTimestamp(timestamp);
        setSsrc(ssrc);
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    /// Where the packet begins in its buffer; [#stripHeader] moves it.
    public int at() {
        return at;
    }

    /// The whole packet's length.
    public int length() {
        return length;
    }

    public int payloadAt() {
        return at + headerBytes;
    }

    /// The payload's length without padding.
    public int payloadLength() {
        return length - headerBytes - paddingBytes;
    }

    public int payloadType() {
        return bytes.get(at + 1) & TYPE;
    }

    public void setPayloadType(int type) {
        bytes.put(at + 1, (byte) ((bytes.get(at + 1) & MARKER) | (type & TYPE)));
    }

    public boolean hasMarker() {
        return (bytes.get(at + 1) & MARKER) != 0;
    }

    public void setMarker(boolean marker) {
        bytes.put(at + 1, (byte) ((bytes.get(at + 1) & TYPE) | (marker ? MARKER : 0)));
    }

    /// From 0 to 65535.
    public int sequence() {
        return bytes.getShort(at + SEQUENCE_AT) & 0xffff;
    }

    public void setSequence(int sequence) {
        bytes.putShort(at + SEQUENCE_AT, (short) sequence);
    }

    /// 32 bits; compare by difference.
    public int timestamp() {
        return bytes.getInt(at + TIMESTAMP_AT);
    }

    public void setTimestamp(int timestamp) {
        bytes.putInt(at + TIMESTAMP_AT, timestamp);
    }

    public int ssrc() {
        return bytes.getInt(at + SSRC_AT);
    }

    public void setSsrc(int ssrc) {
        bytes.putInt(at + SSRC_AT, ssrc);
    }

    /// How many contributing sources the header names.
    public int sources() {
        return bytes.get(at) & SOURCES;
    }

    public boolean hasExtension() {
        return (bytes.get(at) & EXTENSION) != 0;
    }

    /// Takes the contributing sources and the header extension (RFC 8285) out, as who negotiated
    /// none must: the fixed header moves up to the payload, which stays where it is.
    ///
    /// Hot path: called per packet.
    public void stripHeader() {
        int extra = headerBytes - HEADER_BYTES;
        if (extra == 0) {
            return;
        }
        long start = bytes.getLong(at);
        int ssrc = ssrc();
        at += extra;
        length -= extra;
        headerBytes = HEADER_BYTES;
        bytes.putLong(at, start);
        setSsrc(ssrc);
        bytes.put(at, (byte) (bytes.get(at) & ~(SOURCES | EXTENSION)));
    }

    /// Ends the packet with its payload.
    ///
    /// Hot path: called per packet.
    public void stripPadding() {
        length -= paddingBytes;
        paddingBytes = 0;
        bytes.put(at, (byte) (bytes.get(at) & ~PADDING));
    }
}
