package dialtone.media.codec;

import java.util.Random;

/// Sounds for tests, and what to measure of them.
public final class Sound {

    private Sound() {}

    public static short[] tone(double hz, int sampleRate, int samples, int amplitude) {
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) (amplitude * Math.sin(2 * Math.PI * hz * i / sampleRate));
        }
        return pcm;
    }

    static short[] noise(int samples, int amplitude, long seed) {
        Random random = new Random(seed);
        short[] pcm = new short[samples];
        for (int i = 0; i < samples; i++) {
            pcm[i] = (short) (amplitude * random.nextGaussian() / 3);
        }
        return pcm;
    }

    /// Something like a vowel: harmonics of a pitch that wanders, louder and quieter.
    static short[] voice(int sampleRate, int samples) {
        short[] pcm = new short[samples];
        double phase = 0;
        for (int i = 0; i < samples; i++) {
            double seconds = (double) i / sampleRate;
            phase += 2 * Math.PI * (140 + 30 * Math.sin(2 * Math.PI * 0.7 * seconds)) / sampleRate;
            double loudness = 0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * seconds);
            double sum = 0;
            for (int harmonic = 1; harmonic <= 12; harmonic++) {
                sum += Math.sin(harmonic * phase) / harmonic;
            }
            pcm[i] = (short) (6000 * loudness * sum);
        }
        return pcm;
    }

    /// The part of all energy that is at a frequency, 0 to 1.
    public static double share(short[] pcm, int from, int to, double hz, int sampleRate) {
        double real = 0;
        double imaginary = 0;
        double energy = 1e-9;
        for (int i = from; i < to; i++) {
            double angle = 2 * Math.PI * hz * i / sampleRate;
            real += pcm[i] * Math.cos(angle);
            imaginary += pcm[i] * Math.sin(angle);
            energy += (double) pcm[i] * pcm[i];
        }
        return 2 * (real * real + imaginary * imaginary) / (to - from) / energy;
    }

    public static double rms(short[] pcm, int from, int to) {
        double energy = 0;
        for (int i = from; i < to; i++) {
            energy += (double) pcm[i] * pcm[i];
        }
        return Math.sqrt(energy / (to - from));
    }

    /// The energy of the difference, in relation to that of the first.
    static double error(short[] right, short[] other, int from, int to) {
        double error = 0;
        double energy = 1e-9;
        for (int i = from; i < to; i++) {
            error += Math.pow(right[i] - other[i], 2);
            energy += Math.pow(right[i], 2);
        }
        return error / energy;
    }
}
