package dialtone.media.mix;

import java.util.Arrays;

/// Gives each of several people the sum of what the others say, 20 ms at a time, at 16 kHz.
///
/// For each frame: [#begin], [#add] for everybody who is heard, [#mixFor] for everybody who
/// listens.
///
/// *Threading*: one thread.
public final class Mixer {

    /// In Hz.
    public static final int SAMPLE_RATE = 16_000;

    /// Samples of a frame.
    public static final int FRAME = SAMPLE_RATE / 50;

    private final int[] sum = new int[FRAME];
    private final short[] voices;
    private final boolean[] isHeard;

    /// Begins with nobody.
    ///
    /// @param most how many can take part; they are numbered from 0
    public Mixer(int most) {
        voices = new short[most * FRAME];
        isHeard = new boolean[most];
    }

    /// Forgets the frame before.
    public void begin() {
        Arrays.fill(sum, 0);
        Arrays.fill(isHeard, false);
    }

    /// Takes what one of them says. Who says nothing need not be added.
    ///
    /// Hot path: called per frame.
    public void add(int participant, short[] pcm, int at) {
        if (isHeard[participant]) {
            throw new IllegalStateException(participant + " was added to this frame before");
        }
        isHeard[participant] = true;
        System.arraycopy(pcm, at, voices, participant * FRAME, FRAME);
        for (int i = 0; i < FRAME; i++) {
            sum[i] += pcm[at + i];
        }
    }

    /// Writes what one of them hears.
    ///
    /// Hot path: called per frame.
    public void mixFor(int participant, short[] pcm, int at) {
        int own = isHeard[participant] ? participant * FRAME : -1;
        for (int i = 0; i < FRAME; i++) {
            int others = own < 0 ? sum[i] : sum[i] - voices[own + i];
            pcm[at + i] = (short) Math.clamp(others, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }
}
