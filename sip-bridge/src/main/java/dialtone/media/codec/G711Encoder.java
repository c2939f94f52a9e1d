package dialtone.media.codec;

/// Packets of [Codec#PCMU] or [Codec#PCMA].
final class G711Encoder implements AudioEncoder {

    private final boolean isALaw;

    G711Encoder(boolean isALaw) {
        this.isALaw = isALaw;
    }

    @Override
    public int sampleRate() {
        return Codec.PCMU.sampleRate();
    }

    @Override
    public int encode(short[] pcm, int at, int samples, byte[] payload, int offset) {
        for (int i = 0; i < samples; i++) {
            short sample = pcm[at + i];
            payload[offset + i] = isALaw ? G711.toALaw(sample) : G711.toMuLaw(sample);
        }
        return samples;
    }

    @Override
    public void close() {}
}
