package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import java.nio.ByteBuffer;

/// Plain packets, and a slot to put them into.
///
/// Threading: for the test's thread.
public final class Packets {

    static final int AT = Datagrams.HEADROOM;

    final Datagrams datagrams = new Datagrams(1);

    /// An RTP packet with a payload that tells its number.
    public static byte[] rtp(int source, int sequence) {
        ByteBuffer packet = ByteBuffer.allocate(172);
        packet.put((byte) 0x80).put((byte) 0).putShort((short) sequence);
        packet.putInt(sequence * 160).putInt(source);
        while (packet.hasRemaining()) {
            packet.put((byte) (sequence + packet.position()));
        }
        return packet.array();
    }

    /// The same with an extension of its header (RFC 8285).
    static byte[] rtpWithExtension(int source, int sequence) {
        byte[] packet = rtp(source, sequence);
        packet[0] = (byte) 0x90;
        ByteBuffer.wrap(packet).putShort(12, (short) 0xbede).putShort(14, (short) 2);
        return packet;
    }

    /// A sender report without blocks.
    public static byte[] rtcp(int source) {
        return ByteBuffer.allocate(28).putInt(0x80c8_0006).putInt(source).putInt(4711).array();
    }

    /// Puts a packet into the slot.
    int put(byte[] packet) {
        datagrams.slot(0).put(AT, packet);
        return packet.length;
    }

    /// What is in the slot.
    byte[] get(int length) {
        byte[] packet = new byte[length];
        datagrams.slot(0).get(AT, packet);
        return packet;
    }
}
