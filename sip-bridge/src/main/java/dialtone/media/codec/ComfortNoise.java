package dialtone.media.codec;

import java.util.random.RandomGenerator;

/// Comfort noise of RFC 3389: what is sent once instead of a silent room, and heard until more
/// comes.
///
/// Only the level is kept of what a packet says; how the room sounds is left out.
///
/// *Threading*: one thread at a time.
public final class ComfortNoise {

    /// Of noise at 8 kHz clocks, RFC 3551.
    public static final int PAYLOAD_TYPE = 13;

    /// Nothing to hear.
    static final int SILENCE = 127;

    /// Noise louder than this is a mistake of the sender, or somebody's prank.
    private static final int LOUDEST = 35;

    /// Uniformly spread samples are so much below their peak, in dB.
    private static final double UNIFORM_RMS = 4.77;

    private final RandomGenerator random;

    private int level = SILENCE;
    private int amplitude;

    public ComfortNoise(RandomGenerator random) {
        this.random = random;
    }

    /// Takes the level of a packet.
    public void parse(byte[] payload, int offset, int length) {
        setLevel(length < 1 ? SILENCE : payload[offset] & 0x7F);
    }

    /// In dB below the loudest (-dBov), 0 to 127.
    void setLevel(int level) {
        this.level = Math.clamp(level, LOUDEST, SILENCE);
        amplitude = (int) (Short.MAX_VALUE * Math.pow(10, (UNIFORM_RMS - this.level) / 20));
    }

    int level() {
        return level;
    }

    /// Writes noise of the level.
    public void fill(short[] pcm, int at, int samples) {
        for (int i = 0; i < samples; i++) {
            int sample = amplitude == 0 ? 0 : random.nextInt(-amplitude, amplitude + 1);
            pcm[at + i] = (short) sample;
        }
    }

    /// Writes a packet that tells how loud the samples are.
    ///
    /// @return its bytes
    public static int write(short[] pcm, int at, int samples, byte[] payload, int offset) {
        payload[offset] = (byte) levelOf(pcm, at, samples);
        return 1;
    }

    static int levelOf(short[] pcm, int at, int samples) {
        double energy = 0;
        for (int i = 0; i < samples; i++) {
            energy += (double) pcm[at + i] * pcm[at + i];
        }
        double rms = Math.sqrt(energy / Math.max(samples, 1)) / Short.MAX_VALUE;
        return rms == 0 ? SILENCE : Math.clamp(Math.round(-20 * Math.log10(rms)), 0, SILENCE);
    }
}
