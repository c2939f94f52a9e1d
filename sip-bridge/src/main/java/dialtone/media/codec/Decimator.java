package dialtone.media.codec;

/// Turns 48 kHz into 16 or 8 kHz with a symmetric low-pass filter.
///
/// *Threading*: one thread at a time.
final class Decimator {

    private static final int TAPS_PER_FACTOR = 16;
    private static final int SCALE_BITS = 15;

    private final int factor;
    private final int[] taps;

    /// The last samples, each written twice so that a window is always in one piece.
    private final short[] past;

    private int position;

    Decimator(int factor) {
        this.factor = factor;
        taps = taps(factor, factor * TAPS_PER_FACTOR);
        past = new short[2 * taps.length];
    }

    /// A windowed sinc that passes nine tenths of the new band.
    private static int[] taps(int factor, int count) {
        double[] exact = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double distance = i - (count - 1) / 2.0;
            double angle = Math.PI * distance * 0.9 / factor;
            double window = 0.5 + 0.5 * Math.cos(2 * Math.PI * distance / count);
            exact[i] = angle == 0 ? window : Math.sin(angle) / angle * window;
            sum += exact[i];
        }
        int[] taps = new int[count];
        for (int i = 0; i < count; i++) {
            taps[i] = (int) Math.round(exact[i] / sum * (1 << SCALE_BITS));
        }
        return taps;
    }

    /// Writes one sample for every `factor`.
    void decimate(short[] from, int samples, short[] to, int toAt) {
        for (int i = 0; i < samples / factor; i++) {
            for (int j = 0; j < factor; j++) {
                push(from[i * factor + j]);
            }
            long sum = 1L << (SCALE_BITS - 1);
            for (int tap = 0; tap < taps.length; tap++) {
                sum += (long) taps[tap] * past[position + tap];
            }
            to[toAt + i] = (short) Math.clamp(sum >> SCALE_BITS, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    private void push(short sample) {
        past[position] = sample;
        past[position + taps.length] = sample;
        position = position + 1 == taps.length ? 0 : position + 1;
    }
}
