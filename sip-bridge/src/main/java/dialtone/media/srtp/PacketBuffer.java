package dialtone.media.srtp;

import dialtone.udp.Datagrams;

import org.jitsi.utils.ByteArrayBuffer;

/// One packet on the heap, where the SRTP library wants it. A thread has one for all its sessions.
///
/// Threading: for one thread.
public final class PacketBuffer implements ByteArrayBuffer {

    /// The longest packet that is taken: more than any network's, less than would be a waste.
    static final int MAX_PACKET_BYTES = 2048;

    /// Room for a tag and an index.
    private static final int TAIL_BYTES = 64;

    private final byte[] bytes = new byte[MAX_PACKET_BYTES + TAIL_BYTES];
    private int length;

    /// Copies a packet out of its slot.
    ///
    /// Hot path: called per packet.
    void load(Datagrams from, int slot, int offset, int packetLength) {
        from.slot(slot).get(offset, bytes, 0, packetLength);
        length = packetLength;
    }

    /// Copies what became of it back.
    ///
    /// Hot path: called per packet.
    ///
    /// @return its length
    int store(Datagrams into, int slot, int offset) {
        into.slot(slot).put(offset, bytes, 0, length);
        return length;
    }

    /// Four bytes as a number, the highest first.
    int word(int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    @Override
    public byte[] getBuffer() {
        return bytes;
    }

    @Override
    public int getOffset() {
        return 0;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int to) {
        length = to;
    }

    @Override
    public void setOffset(int to) {
        throw new UnsupportedOperationException("a packet begins at 0");
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] into) {
        System.arraycopy(bytes, from, into, 0, count);
    }

    @Override
    public void grow(int by) {
        if (length + by > bytes.length) {
            throw new IllegalArgumentException(by + " bytes more than " + length);
        }
    }

    @Override
    public void append(byte[] data, int count) {
        System.arraycopy(data, 0, bytes, length, count);
        length += count;
    }

    @Override
    public void shrink(int by) {
        length -= by;
    }
}
