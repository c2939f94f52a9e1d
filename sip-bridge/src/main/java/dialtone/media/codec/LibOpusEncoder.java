package dialtone.media.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Packets of [Codec#OPUS] by libopus.
final class LibOpusEncoder implements AudioEncoder {

    private final LibOpus library;
    private final int sampleRate;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state;
    private final MemorySegment samplesIn;
    private final MemorySegment packet;

    LibOpusEncoder(LibOpus library, int sampleRate, OpusSettings settings) {
        this.library = library;
        this.sampleRate = sampleRate;
        state = library.newEncoder(arena, sampleRate);
        samplesIn =
                arena.allocate(ValueLayout.JAVA_SHORT, sampleRate / 1000L * Codec.LONGEST_MILLIS);
        packet = arena.allocate(MOST_BYTES);
        library.setUp(state, settings.bitRate(), settings.complexity());
        expectLoss(settings.expectedLossPercent());
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public int encode(short[] pcm, int at, int samples, byte[] payload, int offset) {
        MemorySegment.copy(pcm, at, samplesIn, ValueLayout.JAVA_SHORT, 0, samples);
        int bytes = library.encode(state, samplesIn, samples, packet);
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    samples + " samples at " + sampleRate + " Hz are no frame of Opus");
        }
        MemorySegment.copy(packet, ValueLayout.JAVA_BYTE, 0, payload, offset, bytes);
        return bytes;
    }

    @Override
    public void expectLoss(int percent) {
        library.setPacketLoss(state, percent);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
