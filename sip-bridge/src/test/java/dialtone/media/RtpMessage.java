package dialtone.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A plain RTP packet, as a phone sends and reads it.
///
/// Threading: immutable.
final class RtpMessage {

    private static final int HEADER = 12;

    private final int type;
    private final boolean marker;
    private final int sequence;
    private final int timestamp;
    private final int ssrc;
    private final byte[] payload;

    RtpMessage(int type, boolean marker, int sequence, int timestamp, int ssrc, byte[] payload) {
        this.type = type;
        this.marker = marker;
        this.sequence = sequence;
        this.timestamp = timestamp;
        this.ssrc = ssrc;
        this.payload = payload.clone();
    }

    static RtpMessage of(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        if (packet[0] != (byte) 0x80) {
            throw new AssertionError("not a plain header: " + packet[0]);
        }
        return new RtpMessage(
                packet[1] & 0x7f,
                packet[1] < 0,
                bytes.getShort(2) & 0xffff,
                bytes.getInt(4),
                bytes.getInt(8),
                Arrays.copyOfRange(packet, HEADER, packet.length));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEADER + payload.length)
                .put((byte) 0x80)
                .put((byte) (marker ? type | 0x80 : type))
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .put(payload)
                .array();
    }

    int type() {
        return type;
    }

    boolean marker() {
        return marker;
    }

    int sequence() {
        return sequence;
    }

    int timestamp() {
        return timestamp;
    }

    int ssrc() {
        return ssrc;
    }

    byte[] payload() {
        return payload.clone();
    }
}
