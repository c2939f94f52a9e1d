package dialtone.media.codec;

/// Samples of [Codec#PCMU] or [Codec#PCMA].
final class G711Decoder implements AudioDecoder {

    private static final int MOST_SAMPLES = Codec.PCMU.sampleRate() / 1000 * LONGEST_MILLIS;

    private final boolean isALaw;
    private final Concealment concealment = new Concealment(Codec.PCMU.sampleRate());

    G711Decoder(boolean isALaw) {
        this.isALaw = isALaw;
    }

    @Override
    public int sampleRate() {
        return Codec.PCMU.sampleRate();
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int at) {
        if (length > MOST_SAMPLES) {
            return 0;
        }
        for (int i = 0; i < length; i++) {
            byte code = payload[offset + i];
            pcm[at + i] = isALaw ? G711.fromALaw(code) : G711.fromMuLaw(code);
        }
        concealment.heard(pcm, at, length);
        return length;
    }

    @Override
    public void recover(byte[] next, int offset, int length, short[] pcm, int at, int samples) {
        conceal(pcm, at, samples);
    }

    @Override
    public void conceal(short[] pcm, int at, int samples) {
        concealment.conceal(pcm, at, samples);
    }

    @Override
    public void close() {}
}
