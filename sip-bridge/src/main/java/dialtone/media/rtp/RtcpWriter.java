package dialtone.media.rtp;

import java.nio.ByteBuffer;

/// Writes RTCP packets one behind the other into a buffer (RFC 3550 section 6).
///
/// Threading: for one thread, which uses one object for all datagrams.
final class RtcpWriter {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int VERSION = 0x80;
    private static final int LEAST_LOST = -0x80_0000;
    private static final int MOST_LOST = 0x7f_ffff;

    private ByteBuffer bytes = NOTHING;
    private int start;
    private int at;
    private int packetAt;

    void begin(ByteBuffer buffer, int offset) {
        bytes = buffer;
        start = offset;
        at = offset;
    }

    /// How long everything is that was written since [#begin].
    int length() {
        return at - start;
    }

    void senderReport(int ssrc, long ntp, int timestamp, int packets, int octets) {
        beginPacket(RtcpPackets.SENDER_REPORT, 0);
        putInt(ssrc);
        putInt((int) (ntp >>> Integer.SIZE));
        putInt((int) ntp);
        putInt(timestamp);
        putInt(packets);
        putInt(octets);
        endPacket();
    }

    void receiverReport(int ssrc) {
        beginPacket(RtcpPackets.RECEIVER_REPORT, 0);
        putInt(ssrc);
        endPacket();
    }

    /// Adds a block to the report just written.
    void block(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int highestSequence,
            int jitter,
            int lastReport,
            int delaySinceLastReport) {
        bytes.put(packetAt, (byte) (bytes.get(packetAt) + 1));
        putInt(ssrc);
        int lost = Math.clamp(cumulativeLost, LEAST_LOST, MOST_LOST);
        putInt((fractionLost << 24) | (lost & 0xff_ffff));
        putInt(highestSequence);
        putInt(jitter);
        putInt(lastReport);
        putInt(delaySinceLastReport);
        endPacket();
    }

    void cname(int ssrc, byte[] name) {
        beginPacket(RtcpPackets.SOURCE_DESCRIPTION, 1);
        putInt(ssrc);
        bytes.put(at, (byte) RtcpPackets.CNAME);
        bytes.put(at + 1, (byte) name.length);
        bytes.put(at + 2, name);
        at += 2 + name.length;
        // At least one zero ends the items, and the next word is where the packet may end.
        do {
            bytes.put(at, (byte) 0);
            at++;
        } while ((at - packetAt) % Integer.BYTES != 0);
        endPacket();
    }

    void bye(int ssrc) {
        beginPacket(RtcpPackets.BYE, 1);
        putInt(ssrc);
        endPacket();
    }

    private void beginPacket(int type, int count) {
        packetAt = at;
        bytes.put(at, (byte) (VERSION | count));
        bytes.put(at + 1, (byte) type);
        at += RtcpPackets.HEADER_BYTES;
    }

    private void endPacket() {
        bytes.putShort(packetAt + 2, (short) ((at - packetAt) / Integer.BYTES - 1));
    }

    private void putInt(int value) {
        bytes.putInt(at, value);
        at += Integer.BYTES;
    }
}
