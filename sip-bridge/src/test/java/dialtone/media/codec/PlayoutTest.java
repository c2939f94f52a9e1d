package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class PlayoutTest {

    private static final double MILLI = 1_000_000;
    private static final int FRAME = 160;

    private final Playout playout =
            new Playout(Codec.PCMU, new G711Decoder(false), 200, new Random(1));
    private final short[] heard = new short[60 * 8000];

    private record Arrival(int number, double millis) {}

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 40, 60})
    void playsAnEvenStream(int packetMillis) {
        play(packetMillis, 0, 0, 1.0, 20);

        JitterStatistics statistics = playout.buffer().statistics();
        assertThat(Sound.share(heard, 8000, 19 * 8000, 500, 8000)).isGreaterThan(0.97);
        assertThat(statistics.dropped()).isZero();
        assertThat(statistics.concealed()).isLessThan(8);
        assertThat(playout.buffer().depth()).isLessThanOrEqualTo(2 * packetMillis * 8);
    }

    @ParameterizedTest
    @CsvSource({"20, 40, 0", "20, 80, 0", "30, 50, 2", "20, 60, 3"})
    void evensOutArrivals(int packetMillis, int jitterMillis, int lossPercent) {
        play(packetMillis, lossPercent, jitterMillis, 1.0, 60);

        int frames = 59 * 50;
        assertThat(playout.buffer().statistics().concealed())
                .isLessThan(frames * (lossPercent + 3) / 100);
        assertThat(Sound.rms(heard, 10 * 8000, 59 * 8000)).isBetween(6000.0, 7500.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0.999, 1.001, 1.01})
    void keepsUpWithAnotherClock(double speed) {
        play(20, 0, 0, speed, 60);

        JitterStatistics statistics = playout.buffer().statistics();
        long tooMany = Math.round(60 * 50 * (speed - 1));
        assertThat(playout.buffer().depth()).isLessThanOrEqualTo(6 * FRAME);
        assertThat(statistics.dropped())
                .isBetween(Math.max(0, tooMany - 5), Math.max(2, tooMany + 2));
        assertThat(statistics.concealed()).isLessThanOrEqualTo(Math.max(3, -tooMany + 3));
    }

    @Test
    void isNoisyWhereTheSenderSaysSo() {
        byte[] payload = new byte[FRAME];
        Arrays.fill(payload, (byte) 0xFF);
        playout.buffer().put(1, 1, 0, 0, payload, 0, FRAME);
        playout.buffer().putNoise(1, 2, 160, 0, new byte[] {50}, 0, 1);

        for (int i = 0; i < 50; i++) {
            playout.read(i * 20_000_000L, heard, i * FRAME);
        }

        assertThat(Sound.rms(heard, 0, FRAME)).isZero();
        assertThat(ComfortNoise.levelOf(heard, FRAME, 49 * FRAME)).isBetween(49, 51);
    }

    @Test
    void isSilentWhenNothingComes() {
        short[] tone = Sound.tone(500, 8000, FRAME, 10_000);
        byte[] payload = new byte[FRAME];
        new G711Encoder(false).encode(tone, 0, FRAME, payload, 0);
        playout.buffer().put(1, 1, 0, 0, payload, 0, FRAME);

        for (int i = 0; i < 50; i++) {
            playout.read(i * 20_000_000L, heard, i * FRAME);
        }

        assertThat(Sound.rms(heard, 0, 2 * FRAME)).isGreaterThan(3000);
        assertThat(Sound.rms(heard, 5 * FRAME, 50 * FRAME)).isZero();
    }

    /// A tone that is played while it arrives; the first packets come evenly.
    private void play(
            int packetMillis, int lossPercent, int jitterMillis, double speed, int seconds) {
        int samples = packetMillis * 8;
        Random random = new Random(11);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i * packetMillis < seconds * 1000 * speed; i++) {
            if (random.nextInt(100) >= lossPercent) {
                double jitter = random.nextDouble() * jitterMillis;
                arrivals.add(new Arrival(i, 3 + i * packetMillis / speed + jitter));
            }
        }
        arrivals.sort(Comparator.comparingDouble(Arrival::millis));
        short[] tone = Sound.tone(500, 8000, samples, 10_000);
        byte[] payload = new byte[samples];
        int next = 0;
        for (int i = 0; i < seconds * 50; i++) {
            while (next < arrivals.size() && arrivals.get(next).millis() <= i * 20) {
                Arrival arrival = arrivals.get(next++);
                new G711Encoder(false).encode(tone, 0, samples, payload, 0);
                int number = arrival.number();
                long nanos = (long) (arrival.millis() * MILLI);
                playout.buffer()
                        .put(1, number & 0xFFFF, number * samples, nanos, payload, 0, samples);
            }
            playout.read(i * 20_000_000L, heard, i * FRAME);
        }
    }
}
