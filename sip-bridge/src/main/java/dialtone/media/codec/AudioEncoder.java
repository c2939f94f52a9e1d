package dialtone.media.codec;

/// Makes packets of samples: 16 bits, mono, at one rate.
///
/// *Threading*: one thread at a time.
public interface AudioEncoder extends AutoCloseable {

    /// Room that any packet needs, in bytes.
    int MOST_BYTES = 1275;

    /// In Hz.
    int sampleRate();

    /// Encodes one packet.
    ///
    /// Hot path: called per packet.
    ///
    /// @param samples 10, 20, 40 or 60 ms of them
    /// @return how many bytes were written
    int encode(short[] pcm, int at, int samples, byte[] payload, int offset);

    /// Tells how many of a hundred packets do not arrive, so that the codec can provide for it.
    default void expectLoss(int percent) {}

    @Override
    void close();
}
