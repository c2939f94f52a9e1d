package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class ComfortNoiseTest {

    private final ComfortNoise noise = new ComfortNoise(new Random(1));
    private final short[] pcm = new short[8000];

    @ParameterizedTest
    @CsvSource({"40, 40", "60, 60", "75, 75", "10, 35", "127, 127"})
    void isAsLoudAsThePacketSays(int level, int heard) {
        noise.parse(new byte[] {(byte) level, 5, 5}, 0, 3);
        noise.fill(pcm, 0, pcm.length);
        byte[] payload = new byte[1];

        ComfortNoise.write(pcm, 0, pcm.length, payload, 0);

        assertThat((int) payload[0]).isBetween(heard - 2, heard + 2);
    }

    @Test
    void isSilentWhenThePacketSaysNothing() {
        noise.parse(new byte[0], 0, 0);
        noise.fill(pcm, 0, pcm.length);

        assertThat(Sound.rms(pcm, 0, pcm.length)).isZero();
    }
}
