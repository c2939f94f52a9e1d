package dialtone.media.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Samples of [Codec#OPUS] by libopus.
final class LibOpusDecoder implements AudioDecoder {

    private static final int WITH_FEC = 1;
    private static final int WITHOUT_FEC = 0;

    private final LibOpus library;
    private final int sampleRate;
    private final int mostSamples;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state;
    private final MemorySegment packet;
    private final MemorySegment samplesOut;

    LibOpusDecoder(LibOpus library, int sampleRate) {
        this.library = library;
        this.sampleRate = sampleRate;
        mostSamples = sampleRate / 1000 * LONGEST_MILLIS;
        state = library.newDecoder(arena, sampleRate);
        packet = arena.allocate(JitterBuffer.SLOT_BYTES);
        samplesOut = arena.allocate(ValueLayout.JAVA_SHORT, mostSamples);
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
        take(payload, offset, length);
        return give(
                library.decode(state, packet, length, samplesOut, mostSamples, WITHOUT_FEC),
                pcm,
                at);
    }

    @Override
    public void recover(byte[] next, int offset, int length, short[] pcm, int at, int samples) {
        if (Codec.OPUS.duration(next, offset, length) == 0) {
            conceal(pcm, at, samples);
            return;
        }
        take(next, offset, length);
        int written = library.decode(state, packet, length, samplesOut, samples, WITH_FEC);
        if (written == samples) {
            give(written, pcm, at);
        } else {
            conceal(pcm, at, samples);
        }
    }

    @Override
    public void conceal(short[] pcm, int at, int samples) {
        give(
                library.decode(state, MemorySegment.NULL, 0, samplesOut, samples, WITHOUT_FEC),
                pcm,
                at);
    }

    private void take(byte[] payload, int offset, int length) {
        MemorySegment.copy(payload, offset, packet, ValueLayout.JAVA_BYTE, 0, length);
    }

    private int give(int samples, short[] pcm, int at) {
        if (samples <= 0) {
            return 0;
        }
        MemorySegment.copy(samplesOut, ValueLayout.JAVA_SHORT, 0, pcm, at, samples);
        return samples;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
