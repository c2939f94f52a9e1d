package dialtone.media.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ToneGeneratorTest {

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void soundsInItsRhythm(int rate) {
        short[] pcm = new short[6 * rate];
        fill(new ToneGenerator(Tone.RINGBACK, rate), pcm, rate);

        assertThat(crossings(pcm, 0, rate)).isBetween(848, 852);
        assertThat(crossings(pcm, rate, 5 * rate)).isZero();
        assertThat(crossings(pcm, 5 * rate, 6 * rate)).isBetween(848, 852);
    }

    @Test
    void hasNoPausesWithoutARhythm() {
        short[] pcm = new short[8000];
        fill(new ToneGenerator(Tone.TEST, 8000), pcm, 8000);

        assertThat(crossings(pcm, 0, 8000)).isBetween(1995, 2005);
    }

    @Test
    void endsUnlessItIsRepeated() {
        ToneGenerator beep = new ToneGenerator(Tone.REFUSED, 8000);
        short[] pcm = new short[8000];
        fill(beep, pcm, 8000);

        assertThat(beep.isOver()).isTrue();
        assertThat(crossings(pcm, 8 * 520, 8000)).isZero();
        assertThat(crossings(pcm, 8 * 260, 8 * 440)).isGreaterThan(100);
    }

    @Test
    void doesNotClick() {
        short[] pcm = new short[8000];
        fill(new ToneGenerator(Tone.CONGESTION, 8000), pcm, 8000);

        int steepest = 0;
        for (int i = 1; i < pcm.length; i++) {
            steepest = Math.max(steepest, Math.abs(pcm[i] - pcm[i - 1]));
        }
        assertThat(steepest).isLessThan((int) (5200 * 2 * Math.PI * 425 / 8000 * 1.1));
    }

    @Test
    void refusesWhatCannotBeHeard() {
        assertThatThrownBy(() -> new Tone(List.of(5000), List.of(), true))
                .hasMessageContaining("[5000]");
        assertThatThrownBy(() -> new Tone(List.of(500), List.of(0), true))
                .hasMessageContaining("[0]");
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void musicIsQuietAndNeverSilentForLong(int rate) {
        short[] pcm = new short[20 * rate];
        fill(new HoldMusic(rate), pcm, rate);

        for (int second = 0; second < 20; second++) {
            int loudest = 0;
            for (int i = 0; i < rate; i++) {
                loudest = Math.max(loudest, Math.abs(pcm[second * rate + i]));
            }
            assertThat(loudest).isBetween(200, 9000);
        }
    }

    private static void fill(SoundSource source, short[] pcm, int rate) {
        for (int at = 0; at < pcm.length; at += rate / 50) {
            source.fill(pcm, at, rate / 50);
        }
    }

    private static int crossings(short[] pcm, int from, int to) {
        int crossings = 0;
        boolean isPositive = false;
        for (int i = from; i < to; i++) {
            if (pcm[i] > 0 != isPositive && pcm[i] != 0) {
                isPositive = !isPositive;
                crossings++;
            }
        }
        return crossings;
    }
}
