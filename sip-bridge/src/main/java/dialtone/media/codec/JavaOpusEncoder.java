package dialtone.media.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;

/// Packets of [Codec#OPUS] by Concentus, which is Java: three to four times slower than libopus.
final class JavaOpusEncoder implements AudioEncoder {

    private static final int MONO = 1;

    private final OpusEncoder encoder;

    JavaOpusEncoder(int sampleRate, OpusSettings settings) {
        try {
            encoder = new OpusEncoder(sampleRate, MONO, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalArgumentException("Opus has no rate of " + sampleRate + " Hz", e);
        }
        encoder.setBitrate(settings.bitRate());
        encoder.setComplexity(settings.complexity());
        encoder.setUseInbandFEC(true);
        encoder.setPacketLossPercent(settings.expectedLossPercent());
    }

    @Override
    public int sampleRate() {
        return encoder.getSampleRate();
    }

    @Override
    public int encode(short[] pcm, int at, int samples, byte[] payload, int offset) {
        try {
            return encoder.encode(pcm, at, samples, payload, offset, MOST_BYTES);
        } catch (OpusException e) {
            throw new IllegalArgumentException(
                    samples + " samples at " + sampleRate() + " Hz are no frame of Opus", e);
        }
    }

    @Override
    public void expectLoss(int percent) {
        encoder.setPacketLossPercent(percent);
    }

    @Override
    public void close() {}
}
