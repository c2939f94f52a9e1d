package dialtone.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({"8000, 16000, 1000", "8000, 16000, 3000", "16000, 8000, 1000", "16000, 8000, 3000"})
    void keepsWhatBothRatesCanHave(int from, int to, int hz) {
        short[] heard = resample(from, to, hz);

        assertThat(Sound.share(heard, to / 2, to, hz, to)).isGreaterThan(0.999);
        assertThat(Sound.rms(heard, to / 2, to)).isBetween(6900.0, 7200.0);
    }

    @Test
    void leavesOutWhatTheLowerRateCannotHave() {
        assertThat(Sound.rms(resample(16_000, 8000, 5000), 4000, 8000)).isLessThan(70);
    }

    @ParameterizedTest
    @CsvSource({"3, 1000", "6, 1000", "3, 6000", "6, 3000"})
    void decimatorKeepsWhatTheLowerRateCanHave(int factor, int hz) {
        int rate = 48_000 / factor;
        short[] heard = new short[rate];
        new Decimator(factor).decimate(Sound.tone(hz, 48_000, 48_000, 10_000), 48_000, heard, 0);

        assertThat(Sound.share(heard, rate / 2, rate, hz, rate)).isGreaterThan(0.999);
        assertThat(Sound.rms(heard, rate / 2, rate)).isBetween(6700.0, 7200.0);
    }

    @ParameterizedTest
    @CsvSource({"3, 9500", "6, 5000"})
    void decimatorLeavesOutTheRest(int factor, int hz) {
        int rate = 48_000 / factor;
        short[] heard = new short[rate];
        new Decimator(factor).decimate(Sound.tone(hz, 48_000, 48_000, 10_000), 48_000, heard, 0);

        assertThat(Sound.rms(heard, rate / 2, rate)).isLessThan(70);
    }

    @Test
    void refusesOtherRates() {
        assertThatThrownBy(() -> new Resampler(44_100, 8000))
                .hasMessage("44100 to 8000 Hz: only between 8 and 16 kHz");
    }

    private static short[] resample(int from, int to, int hz) {
        Resampler resampler = new Resampler(from, to);
        short[] tone = Sound.tone(hz, from, from, 10_000);
        short[] heard = new short[to];
        for (int i = 0; i < 50; i++) {
            resampler.resample(tone, i * from / 50, from / 50, heard, i * to / 50);
        }
        return heard;
    }
}
