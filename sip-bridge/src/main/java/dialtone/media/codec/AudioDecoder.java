package dialtone.media.codec;

/// Makes samples of packets: 16 bits, mono, at one rate.
///
/// *Threading*: one thread at a time.
public interface AudioDecoder extends AutoCloseable {

    /// Room that a packet may need, in milliseconds.
    int LONGEST_MILLIS = Codec.LONGEST_MILLIS;

    /// In Hz.
    int sampleRate();

    /// Decodes a packet.
    ///
    /// Hot path: called per packet.
    ///
    /// @return how many samples were written; 0 if the packet is damaged
    int decode(byte[] payload, int offset, int length, short[] pcm, int at);

    /// Fills in for a packet that was lost, by what the packet after it says about it; without
    /// such words as [#conceal] does.
    void recover(byte[] next, int offset, int length, short[] pcm, int at, int samples);

    /// Fills in for lost sound with what resembles the sound before it.
    ///
    /// @param samples at most [#LONGEST_MILLIS]
    void conceal(short[] pcm, int at, int samples);

    @Override
    void close();
}
