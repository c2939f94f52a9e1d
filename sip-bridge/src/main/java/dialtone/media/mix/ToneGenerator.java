package dialtone.media.mix;

/// Makes a [Tone], without clicks where it begins and ends.
///
/// *Threading*: one thread.
public final class ToneGenerator implements SoundSource {

    /// Of all frequencies together; about 16 dB below the loudest.
    private static final double AMPLITUDE = 5200;

    private static final int RAMP_MILLIS = 4;

    private final boolean isRepeated;
    private final int[] cadence;
    private final int ramp;
    private final double[] steps;
    private final double[] phases;
    private final double amplitude;

    private int part;
    private int inPart;
    private boolean isOver;

    public ToneGenerator(Tone tone, int sampleRate) {
        isRepeated = tone.isRepeated();
        cadence =
                tone.cadenceMillis().stream()
                        .mapToInt(millis -> millis * (sampleRate / 1000))
                        .toArray();
        steps =
                tone.frequencies().stream()
                        .mapToDouble(hz -> 2 * Math.PI * hz / sampleRate)
                        .toArray();
        phases = new double[steps.length];
        amplitude = AMPLITUDE / steps.length;
        ramp = RAMP_MILLIS * (sampleRate / 1000);
    }

    /// Whether a tone that is not repeated has ended; silence comes after it.
    public boolean isOver() {
        return isOver;
    }

    @Override
    public void fill(short[] pcm, int at, int samples) {
        for (int i = 0; i < samples; i++) {
            pcm[at + i] = isOver ? 0 : next();
        }
    }

    private short next() {
        boolean isSounding = part % 2 == 0;
        int left = cadence.length == 0 ? Integer.MAX_VALUE : cadence[part] - inPart;
        double sample =
                isSounding ? wave() * Math.min(1, Math.min(inPart, left) / (double) ramp) : 0;
        if (cadence.length == 0) {
            inPart = Math.min(inPart + 1, ramp);
        } else if (++inPart == cadence[part]) {
            inPart = 0;
            part = (part + 1) % cadence.length;
            isOver = part == 0 && !isRepeated;
        }
        return (short) sample;
    }

    private double wave() {
        double sum = 0;
        for (int i = 0; i < steps.length; i++) {
            sum += Math.sin(phases[i]);
            phases[i] += steps[i];
            if (phases[i] > 2 * Math.PI) {
                phases[i] -= 2 * Math.PI;
            }
        }
        return amplitude * sum;
    }
}
