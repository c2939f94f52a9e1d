package dialtone.media.mix;

/// A quiet melody for who waits, made of soft bell-like notes that go round and round.
///
/// *Threading*: one thread.
public final class HoldMusic implements SoundSource {

    private static final double AMPLITUDE = 2200;
    private static final int NOTE_MILLIS = 430;

    /// A note loses two thirds of its loudness in this time.
    private static final double DECAY_SECONDS = 0.55;

    private static final double ATTACK_SECONDS = 0.012;
    private static final int REST = -1;

    /// Semitones above the lowest; a pentatonic scale, in which nothing sounds wrong together.
    private static final int[] MELODY = {
        12, 16, 19, 24, 21, 19, REST, 16, 14, 16, 19, 21, 19, REST, 16, 14, 12, 14, 16, 19, 16,
        REST, 14, 12, 9, 12, 14, 16, 14, 12, REST, REST
    };

    private static final double LOWEST_HZ = 196;

    /// So many notes sound into one another.
    private static final int VOICES = 3;

    private final int sampleRate;
    private final int noteSamples;
    private final double decay;
    private final double[] phases = new double[VOICES];
    private final double[] steps = new double[VOICES];
    private final double[] loudness = new double[VOICES];
    private final double[] rise = new double[VOICES];

    private int inNote;
    private int note;

    public HoldMusic(int sampleRate) {
        this.sampleRate = sampleRate;
        noteSamples = sampleRate / 1000 * NOTE_MILLIS;
        decay = Math.exp(-1 / (DECAY_SECONDS * sampleRate));
    }

    @Override
    public void fill(short[] pcm, int at, int samples) {
        for (int i = 0; i < samples; i++) {
            if (inNote == 0) {
                strike(MELODY[note]);
            }
            pcm[at + i] = (short) (AMPLITUDE * next());
            if (++inNote == noteSamples) {
                inNote = 0;
                note = (note + 1) % MELODY.length;
            }
        }
    }

    private void strike(int semitones) {
        if (semitones == REST) {
            return;
        }
        int voice = note % VOICES;
        steps[voice] = 2 * Math.PI * LOWEST_HZ * Math.pow(2, semitones / 12.0) / sampleRate;
        phases[voice] = 0;
        loudness[voice] = 1;
        rise[voice] = 0;
    }

    private double next() {
        double sum = 0;
        for (int voice = 0; voice < VOICES; voice++) {
            double phase = phases[voice];
            sum += loudness[voice] * rise[voice] * (Math.sin(phase) + 0.3 * Math.sin(2 * phase));
            phases[voice] = (phase + steps[voice]) % (2 * Math.PI);
            loudness[voice] *= decay;
            rise[voice] = Math.min(1, rise[voice] + 1 / (ATTACK_SECONDS * sampleRate));
        }
        return sum;
    }
}
