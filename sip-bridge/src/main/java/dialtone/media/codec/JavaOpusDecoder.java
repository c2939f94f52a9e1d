package dialtone.media.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Samples of [Codec#OPUS] by Concentus.
///
/// Concentus can decode what browsers send at 48 kHz only: at lower rates the upper part of the
/// sound comes out as noise. So it decodes at 48 kHz always, and the sound is brought down here.
final class JavaOpusDecoder implements AudioDecoder {

    private static final int MONO = 1;
    private static final int FULL_RATE = 48_000;

    private final OpusDecoder decoder;
    private final int sampleRate;
    private final int factor;
    private final Decimator decimator;
    private final short[] full = new short[FULL_RATE / 1000 * LONGEST_MILLIS];

    JavaOpusDecoder(int sampleRate) {
        this.sampleRate = sampleRate;
        try {
            decoder = new OpusDecoder(FULL_RATE, MONO);
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
        factor = FULL_RATE / sampleRate;
        decimator = new Decimator(factor);
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] pcm, int at) {
        if (Codec.OPUS.duration(payload, offset, length) == 0) {
            return 0;
        }
        return give(decode(payload, offset, length, full.length, false), pcm, at);
    }

    @Override
    public void recover(byte[] next, int offset, int length, short[] pcm, int at, int samples) {
        int wanted = samples * factor;
        if (Codec.OPUS.duration(next, offset, length) == 0
                || decode(next, offset, length, wanted, true) != wanted) {
            conceal(pcm, at, samples);
        } else {
            give(wanted, pcm, at);
        }
    }

    @Override
    public void conceal(short[] pcm, int at, int samples) {
        int wanted = samples * factor;
        if (decode(null, 0, 0, wanted, false) != wanted) {
            Arrays.fill(full, 0, wanted, (short) 0);
        }
        give(wanted, pcm, at);
    }

    private int give(int samples, short[] pcm, int at) {
        if (samples <= 0) {
            return 0;
        }
        if (factor == 1) {
            System.arraycopy(full, 0, pcm, at, samples);
        } else {
            decimator.decimate(full, samples, pcm, at);
        }
        return samples / factor;
    }

    /// The samples written, or a negative number. Concentus was made for packets of its own: what
    /// strangers send can make it throw.
    private int decode(byte @Nullable [] packet, int offset, int length, int samples, boolean fec) {
        try {
            return decoder.decode(packet, offset, length, full, 0, samples, fec);
        } catch (OpusException | RuntimeException | AssertionError e) {
            return -1;
        }
    }

    @Override
    public void close() {}
}
