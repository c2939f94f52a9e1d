package dialtone.media.dtmf;

/// Hears digits in the sound, by the limits of ITU-T Q.24.
///
/// Blocks of 12.75 ms are searched for the eight frequencies (Goertzel's algorithm). Two blocks
/// alike in sequence are a digit, two without it are its end.
///
/// *Threading*: one thread.
public final class ToneDetector {

    private static final int FREQUENCIES = 8;
    private static final int IN_GROUP = 4;
    private static final char NONE = 0;

    /// Of each tone, as an amplitude; about 40 dB below the loudest.
    private static final double LEAST_AMPLITUDE = 300;

    /// By how much a row's tone may be stronger than a column's, and the reverse; ratios of power.
    private static final double MOST_TWIST = 6.3;

    private static final double MOST_REVERSE_TWIST = 4.0;

    /// By how much a tone is stronger than its neighbours.
    private static final double LEAST_PEAK = 6.3;

    /// The part of all power that is in the two tones; a voice is spread wider.
    private static final double LEAST_SHARE = 0.8;

    private final DigitListener listener;
    private final int sampleRate;
    private final int block;
    private final double[] factors = new double[FREQUENCIES];
    private final double[] last = new double[FREQUENCIES];
    private final double[] beforeLast = new double[FREQUENCIES];
    private final double[] powers = new double[FREQUENCIES];

    private double energy;
    private int count;

    private char previous = NONE;
    private char down = NONE;
    private int blocksWithout;
    private int blocksDown;

    /// Begins in silence.
    ///
    /// @param sampleRate 8000 or 16000
    public ToneDetector(int sampleRate, DigitListener listener) {
        this.listener = listener;
        this.sampleRate = sampleRate;
        block = sampleRate * 102 / 8000;
        for (int i = 0; i < FREQUENCIES; i++) {
            factors[i] = 2 * Math.cos(2 * Math.PI * Digits.hz(i) / sampleRate);
        }
    }

    /// Listens to so many samples.
    ///
    /// Hot path: called per packet.
    public void hear(short[] pcm, int at, int samples) {
        for (int i = 0; i < samples; i++) {
            double sample = pcm[at + i];
            energy += sample * sample;
            for (int f = 0; f < FREQUENCIES; f++) {
                double next = sample + factors[f] * last[f] - beforeLast[f];
                beforeLast[f] = last[f];
                last[f] = next;
            }
            if (++count == block) {
                decide(found());
                startBlock();
            }
        }
    }

    /// Whether a digit sounds: the sound may be kept from who gets the digit by other means.
    public boolean isDown() {
        return down != NONE;
    }

    private void startBlock() {
        count = 0;
        energy = 0;
        for (int f = 0; f < FREQUENCIES; f++) {
            last[f] = 0;
            beforeLast[f] = 0;
        }
    }

    /// The digit of this block.
    private char found() {
        for (int f = 0; f < FREQUENCIES; f++) {
            double power =
                    last[f] * last[f]
                            + beforeLast[f] * beforeLast[f]
                            - factors[f] * last[f] * beforeLast[f];
            powers[f] = power * 4 / block / block;
        }
        int row = strongest(0);
        int column = strongest(IN_GROUP);
        double least = LEAST_AMPLITUDE * LEAST_AMPLITUDE;
        boolean isDigit =
                powers[row] >= least
                        && powers[column] >= least
                        && powers[row] <= powers[column] * MOST_TWIST
                        && powers[column] <= powers[row] * MOST_REVERSE_TWIST
                        && isPeak(row, 0)
                        && isPeak(column, IN_GROUP)
                        && (powers[row] + powers[column]) / 2 * block >= LEAST_SHARE * energy;
        return isDigit ? Digits.at(row, column - IN_GROUP) : NONE;
    }

    private int strongest(int from) {
        int best = from;
        for (int f = from + 1; f < from + IN_GROUP; f++) {
            best = powers[f] > powers[best] ? f : best;
        }
        return best;
    }

    private boolean isPeak(int best, int from) {
        for (int f = from; f < from + IN_GROUP; f++) {
            if (f != best && powers[f] * LEAST_PEAK > powers[best]) {
                return false;
            }
        }
        return true;
    }

    private void decide(char found) {
        if (down != NONE) {
            blocksDown++;
            blocksWithout = found == down ? 0 : blocksWithout + 1;
            if (blocksWithout == 2) {
                int blocks = blocksDown - blocksWithout;
                listener.released(down, blocks * block * 1000 / sampleRate);
                down = NONE;
            }
        }
        if (down == NONE && found != NONE && found == previous) {
            down = found;
            blocksDown = 2;
            blocksWithout = 0;
            listener.pressed(found);
        }
        previous = found;
    }
}
