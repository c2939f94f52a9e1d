package dialtone.media.codec;

/// Fills gaps in sound whose codec cannot do it: repeats the last period of the voice, more and
/// more quietly, and blends into what comes after the gap. Adds no delay.
///
/// *Threading*: one thread at a time.
final class Concealment {

    private static final int LOWEST_PITCH_HZ = 66;
    private static final int HIGHEST_PITCH_HZ = 400;

    /// Sound is repeated at its own loudness for so long, then fades for so long.
    private static final int FULL_MILLIS = 10;

    private static final int FADE_MILLIS = 50;
    private static final int BLEND_MILLIS = 5;

    private final int longestLag;
    private final int shortestLag;
    private final int window;
    private final int full;
    private final int fade;
    private final short[] past;

    /// Where the next sample of the past goes, and how many samples of it there are.
    private int end;

    private int known;

    /// How many samples were concealed since the last that was heard.
    private int concealed;

    private int lag;

    Concealment(int sampleRate) {
        longestLag = sampleRate / LOWEST_PITCH_HZ;
        shortestLag = sampleRate / HIGHEST_PITCH_HZ;
        window = longestLag;
        full = sampleRate / 1000 * FULL_MILLIS;
        fade = sampleRate / 1000 * FADE_MILLIS;
        past = new short[Integer.highestOneBit(2 * longestLag + window) * 2];
    }

    /// Keeps what was decoded; after a gap, its first milliseconds are blended with the repetition.
    void heard(short[] pcm, int at, int samples) {
        if (concealed > 0) {
            int blend = Math.min(samples, full * BLEND_MILLIS / FULL_MILLIS);
            for (int i = 0; i < blend; i++) {
                int repeated = repetition(concealed + i);
                int sample = (pcm[at + i] * (i + 1) + repeated * (blend - i)) / (blend + 1);
                pcm[at + i] = (short) sample;
                keep((short) sample);
            }
            concealed = 0;
            keep(pcm, at + blend, samples - blend);
        } else {
            keep(pcm, at, samples);
        }
    }

    void conceal(short[] pcm, int at, int samples) {
        if (concealed == 0) {
            lag = pitchLag();
        }
        for (int i = 0; i < samples; i++) {
            short sample = repetition(concealed + i);
            pcm[at + i] = sample;
            keep(unfaded());
        }
        concealed = Math.min(concealed + samples, full + fade);
    }

    private short repetition(int since) {
        int left = full + fade - since;
        if (left <= 0) {
            return 0;
        }
        return left >= fade ? unfaded() : (short) (unfaded() * left / fade);
    }

    /// The sample one period ago: repetitions are kept as loud as the sound was.
    private short unfaded() {
        return past[end - lag & past.length - 1];
    }

    private void keep(short[] pcm, int at, int samples) {
        for (int i = Math.max(0, samples - past.length); i < samples; i++) {
            keep(pcm[at + i]);
        }
    }

    private void keep(short sample) {
        past[end++ & past.length - 1] = sample;
        known = Math.min(known + 1, past.length);
    }

    /// The lag at which the last samples resemble those before them most.
    private int pitchLag() {
        int best = longestLag;
        float bestScore = 0;
        for (int candidate = shortestLag; candidate <= longestLag; candidate++) {
            float score = likeness(candidate);
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    private float likeness(int candidate) {
        long product = 0;
        long energy = 1;
        for (int i = 1; i <= window; i++) {
            int now = past[end - i & past.length - 1];
            int before = past[end - i - candidate & past.length - 1];
            product += (long) now * before;
            energy += (long) before * before;
        }
        return product <= 0 ? 0 : (float) (product / Math.sqrt((double) energy));
    }
}
