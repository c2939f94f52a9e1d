package dialtone.media.codec;

/// Turns 8 kHz into 16 kHz or the other way, with a symmetric filter of few taps.
///
/// *Threading*: one thread at a time.
public final class Resampler {

    /// On each side of the middle, at the higher rate; every other one of them is zero.
    private static final int REACH = 31;

    private static final int SCALE_BITS = 15;

    /// The odd taps of a half-band filter, from the middle outwards; the middle is a half.
    private static final int[] TAPS = taps();

    private static final int WINDOW = 2 * REACH + 2;

    private final int fromRate;
    private final int toRate;

    /// The last samples, each written twice so that a window is always in one piece.
    private final short[] past = new short[2 * WINDOW];

    private int position;

    public Resampler(int fromRate, int toRate) {
        boolean fits =
                fromRate == toRate
                        || (fromRate == 8000 && toRate == 16_000)
                        || (fromRate == 16_000 && toRate == 8000);
        if (!fits) {
            throw new IllegalArgumentException(
                    "%d to %d Hz: only between 8 and 16 kHz".formatted(fromRate, toRate));
        }
        this.fromRate = fromRate;
        this.toRate = toRate;
    }

    private static int[] taps() {
        int[] taps = new int[(REACH + 1) / 2];
        double sum = 0;
        double[] exact = new double[taps.length];
        for (int i = 0; i < taps.length; i++) {
            int distance = 2 * i + 1;
            double angle = Math.PI * distance / 2;
            double window = 0.5 + 0.5 * Math.cos(Math.PI * distance / (REACH + 1));
            exact[i] = Math.sin(angle) / angle / 2 * window;
            sum += 2 * exact[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (int) Math.round(exact[i] * 0.5 / sum * (1 << SCALE_BITS));
        }
        return taps;
    }

    /// How many samples come of that many.
    public int outputOf(int samples) {
        return samples * (toRate / 1000) / (fromRate / 1000);
    }

    /// Hot path: called per packet.
    ///
    /// @param samples an even number
    /// @return how many samples were written
    public int resample(short[] from, int at, int samples, short[] to, int toAt) {
        if (fromRate == toRate) {
            System.arraycopy(from, at, to, toAt, samples);
            return samples;
        }
        return fromRate < toRate
                ? up(from, at, samples, to, toAt)
                : down(from, at, samples, to, toAt);
    }

    /// Each sample twice: as it is, delayed, and between it and the next.
    private int up(short[] from, int at, int samples, short[] to, int toAt) {
        int half = TAPS.length;
        for (int i = 0; i < samples; i++) {
            int newest = push(from[at + i]);
            long sum = 0;
            for (int tap = 0; tap < half; tap++) {
                sum +=
                        (long) TAPS[tap]
                                * (past[newest - half + 1 + tap] + past[newest - half - tap]);
            }
            to[toAt + 2 * i] = past[newest - half];
            to[toAt + 2 * i + 1] = round(sum, SCALE_BITS - 1);
        }
        return 2 * samples;
    }

    private int down(short[] from, int at, int samples, short[] to, int toAt) {
        for (int i = 0; i < samples / 2; i++) {
            push(from[at + 2 * i]);
            int newest = push(from[at + 2 * i + 1]);
            int middle = newest - REACH;
            long sum = (long) past[middle] << (SCALE_BITS - 1);
            for (int tap = 0; tap < TAPS.length; tap++) {
                int distance = 2 * tap + 1;
                sum += (long) TAPS[tap] * (past[middle - distance] + past[middle + distance]);
            }
            to[toAt + i] = round(sum, SCALE_BITS);
        }
        return samples / 2;
    }

    /// Where the sample is that was just added; [#WINDOW] samples end there.
    private int push(short sample) {
        past[position] = sample;
        past[position + WINDOW] = sample;
        int newest = position + WINDOW;
        position = position + 1 == WINDOW ? 0 : position + 1;
        return newest;
    }

    private static short round(long sum, int bits) {
        return (short)
                Math.clamp((sum + (1L << (bits - 1))) >> bits, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
