package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/// No objects are made for packets, except by Concentus.
class NoGarbageTest {

    private static final int WARM_UP = 4000;
    private static final int PACKETS = 2000;

    /// Far less than one small object for each packet; the virtual machine makes some for itself.
    private static final long MOST_BYTES = 4L * PACKETS;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Codecs CODECS = Codecs.open(null, OpusSettings.DEFAULTS);

    private int number;
    private int sent;

    @ParameterizedTest
    @CsvSource({"PCMU, OPUS", "OPUS, PCMA", "OPUS, G722", "G722, OPUS", "PCMU, G722", "G722, PCMA"})
    void isMadeByTranscoding(Codec from, Codec to) {
        assumeTrue(CODECS.opusForm().startsWith("libopus"));
        byte[] payload = voice(from);
        try (Transcoder transcoder =
                new Transcoder(
                        CODECS,
                        from,
                        to,
                        20,
                        new Random(1),
                        (_, _, _, _, _, length) -> sent += length)) {
            assertThat(garbageOf(() -> transcode(transcoder, from, payload)))
                    .isLessThan(MOST_BYTES);
        }
        assertThat(sent).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void isMadeByPlaying(Codec codec) {
        assumeTrue(CODECS.opusForm().startsWith("libopus"));
        byte[] payload = voice(codec);
        short[] pcm = new short[codec.sampleRate() / 50];
        AudioDecoder decoder = CODECS.decoder(codec, codec.sampleRate());
        try (Playout playout = new Playout(codec, decoder, 200, new Random(1))) {
            assertThat(garbageOf(() -> play(playout, codec, payload, pcm))).isLessThan(MOST_BYTES);
        }
    }

    /// Every twentieth packet is lost.
    private void transcode(Transcoder transcoder, Codec from, byte[] payload) {
        long nanos = ++number * 20_000_000L;
        if (number % 20 != 0) {
            int timestamp = number * (from.clockRate() / 50);
            transcoder.receive(1, number & 0xFFFF, timestamp, nanos, payload, 0, payload.length);
            transcoder.poll(nanos + 10_000_000);
        }
    }

    private void play(Playout playout, Codec codec, byte[] payload, short[] pcm) {
        long nanos = ++number * 20_000_000L;
        if (number % 20 != 0) {
            int timestamp = number * (codec.clockRate() / 50);
            playout.buffer().put(1, number & 0xFFFF, timestamp, nanos, payload, 0, payload.length);
        }
        playout.read(nanos, pcm, 0);
    }

    private static byte[] voice(Codec codec) {
        int rate = codec.sampleRate();
        byte[] payload = new byte[AudioEncoder.MOST_BYTES];
        try (AudioEncoder encoder = CODECS.encoder(codec, rate)) {
            int length = encoder.encode(Sound.voice(rate, rate / 50), 0, rate / 50, payload, 0);
            return Arrays.copyOf(payload, length);
        }
    }

    private static long garbageOf(Runnable exchange) {
        for (int i = 0; i < WARM_UP; i++) {
            exchange.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PACKETS; i++) {
            exchange.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
