package dialtone.media.codec;

/// Samples of [Codec#G722] at 64 kbit/s.
final class G722Decoder implements AudioDecoder {

    /// Scales the filter's sums to 16 bits.
    private static final int SHIFT = 11;

    private static final int MOST_BYTES = Codec.G722.clockRate() / 1000 * LONGEST_MILLIS;

    private final G722Band lower = G722Band.lower();
    private final G722Band higher = G722Band.higher();
    private final int[] window = new int[G722Tables.TAPS];
    private final Concealment concealment = new Concealment(Codec.G722.sampleRate());

    @Override
    public int sampleRate() {
        return Codec.G722.sampleRate();
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int at) {
        if (length > MOST_BYTES) {
            return 0;
        }
        for (int i = 0; i < length; i++) {
            decode(payload[offset + i] & 0xFF, pcm, at + 2 * i);
        }
        concealment.heard(pcm, at, 2 * length);
        return 2 * length;
    }

    private void decode(int code, short[] pcm, int at) {
        int low = decodeLower(code & 63);
        int high = decodeHigher(code >> 6);
        System.arraycopy(window, 2, window, 0, window.length - 2);
        window[window.length - 2] = low + high;
        window[window.length - 1] = low - high;
        int first = 0;
        int second = 0;
        for (int i = 0; i < window.length / 2; i++) {
            first += window[2 * i + 1] * G722Tables.odd(i);
            second += window[2 * i] * G722Tables.even(i);
        }
        pcm[at] = (short) G722Band.saturate(first >> SHIFT);
        pcm[at + 1] = (short) G722Band.saturate(second >> SHIFT);
    }

    private int decodeLower(int code) {
        int step = lower.step();
        int sample = limit(lower.prediction() + ((step * G722Tables.level6(code)) >> 15));
        int upper = code >> 2;
        lower.adapt(G722Tables.weight4(upper), (step * G722Tables.level4(upper)) >> 15);
        return sample;
    }

    private int decodeHigher(int code) {
        int difference = (higher.step() * G722Tables.level2(code)) >> 15;
        int sample = limit(higher.prediction() + difference);
        higher.adapt(G722Tables.weight2(code), difference);
        return sample;
    }

    /// A band has 15 bits.
    private static int limit(int sample) {
        return Math.clamp(sample, -16384, 16383);
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
