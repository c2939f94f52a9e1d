package dialtone.media.codec;

/// Packets of [Codec#G722] at 64 kbit/s: one byte for two samples.
final class G722Encoder implements AudioEncoder {

    /// Scales the filter's sums to the 15 bits of a band.
    private static final int SHIFT = 14;

    private final G722Band lower = G722Band.lower();
    private final G722Band higher = G722Band.higher();
    private final int[] window = new int[G722Tables.TAPS];

    @Override
    public int sampleRate() {
        return Codec.G722.sampleRate();
    }

    @Override
    public int encode(short[] pcm, int at, int samples, byte[] payload, int offset) {
        int bytes = samples / 2;
        for (int i = 0; i < bytes; i++) {
            payload[offset + i] = encode(pcm[at + 2 * i], pcm[at + 2 * i + 1]);
        }
        return bytes;
    }

    private byte encode(short first, short second) {
        System.arraycopy(window, 2, window, 0, window.length - 2);
        window[window.length - 2] = first;
        window[window.length - 1] = second;
        int even = 0;
        int odd = 0;
        for (int i = 0; i < window.length / 2; i++) {
            even += window[2 * i] * G722Tables.even(i);
            odd += window[2 * i + 1] * G722Tables.odd(i);
        }
        int low = encodeLower((odd + even) >> SHIFT);
        int high = encodeHigher((odd - even) >> SHIFT);
        return (byte) (high << 6 | low);
    }

    private int encodeLower(int sample) {
        int difference = G722Band.saturate(sample - lower.prediction());
        int code = G722Tables.quantizeLower(difference, lower.step());
        int upper = code >> 2;
        lower.adapt(G722Tables.weight4(upper), (lower.step() * G722Tables.level4(upper)) >> 15);
        return code;
    }

    private int encodeHigher(int sample) {
        int difference = G722Band.saturate(sample - higher.prediction());
        int code = G722Tables.quantizeHigher(difference, higher.step());
        higher.adapt(G722Tables.weight2(code), (higher.step() * G722Tables.level2(code)) >> 15);
        return code;
    }

    @Override
    public void close() {}
}
