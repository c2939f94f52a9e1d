package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcealmentTest {

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void goesOnWithATone(int rate) {
        short[] tone = Sound.tone(200, rate, rate / 10 * 2, 10_000);
        Concealment concealment = new Concealment(rate);
        concealment.heard(tone, 0, rate / 10);
        short[] heard = tone.clone();
        int frame = rate / 50;

        concealment.conceal(heard, rate / 10, frame);

        assertThat(Sound.error(tone, heard, rate / 10, rate / 10 + frame / 2)).isLessThan(0.02);
        assertThat(Sound.error(tone, heard, rate / 10, rate / 10 + frame)).isLessThan(0.1);
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void fadesAway(int rate) {
        short[] tone = Sound.tone(200, rate, rate / 10, 10_000);
        Concealment concealment = new Concealment(rate);
        concealment.heard(tone, 0, tone.length);
        short[] made = new short[rate / 10];
        int frame = rate / 50;

        for (int i = 0; i < 5; i++) {
            concealment.conceal(made, i * frame, frame);
        }

        assertThat(Sound.rms(made, 0, frame)).isGreaterThan(5000);
        assertThat(Sound.rms(made, 2 * frame, 3 * frame)).isBetween(500.0, 5000.0);
        assertThat(Sound.rms(made, 3 * frame, 5 * frame)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void blendsIntoWhatComesNext(int rate) {
        short[] tone = Sound.tone(200, rate, rate / 10, 10_000);
        Concealment concealment = new Concealment(rate);
        concealment.heard(tone, 0, tone.length);
        short[] heard = new short[rate / 25];
        concealment.conceal(heard, 0, rate / 50);
        short[] opposite = Sound.tone(200, rate, rate / 50, -10_000);
        System.arraycopy(opposite, 0, heard, rate / 50, rate / 50);

        concealment.heard(heard, rate / 50, rate / 50);

        int steepest = 0;
        for (int i = 1; i < heard.length; i++) {
            steepest = Math.max(steepest, Math.abs(heard[i] - heard[i - 1]));
        }
        assertThat(steepest).isLessThan(10_000 * 2 * 314 / 100 * 200 / rate * 2);
        assertThat(heard[heard.length - 1]).isEqualTo(opposite[opposite.length - 1]);
    }
}
