package dialtone.media.dtmf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class ToneTest {

    private final Keys keys = new Keys();

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000})
    void isHeardAsItWasSent(int rate) {
        ToneSender sender = new ToneSender(rate);
        ToneDetector detector = new ToneDetector(rate, keys);
        short[] pcm = new short[rate / 50];
        for (int i = 0; i < Digits.ALL.length(); i++) {
            sender.press(Digits.ALL.charAt(i));
            sender.release(80);
        }

        for (int i = 0; i < 16 * 140 / 20 + 5; i++) {
            Arrays.fill(pcm, (short) 0);
            sender.fill(pcm, 0, pcm.length);
            detector.hear(pcm, 0, pcm.length);
        }

        assertThat(keys.pressed).hasToString(Digits.ALL);
        assertThat(keys.released).isEqualTo(16);
        assertThat(keys.leastMillis).isGreaterThanOrEqualTo(60);
        assertThat(keys.mostMillis).isLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "40, 0, 0, 0, true", "20, 0, 0, 0, false", "60, 1.5, 0, 0, true", "60, -1.5, 0, 0, true",
        "60, 5, 0, 0, false", "60, 0, 4, 0, true", "60, 0, -7, 0, true", "60, 0, 10, 0, false",
        "60, 0, -12, 0, false", "60, 0, 0, 800, true"
    })
    void keepsTheLimits(
            int millis, double offPercent, double twistDecibels, int noise, boolean isHeard) {
        Random random = new Random(2);
        int heard = 0;
        for (char digit : Digits.ALL.toCharArray()) {
            Keys once = new Keys();
            ToneDetector detector = new ToneDetector(8000, once);
            short[] pcm = new short[8000 / 5];
            int start = random.nextInt(300);
            for (int i = 0; i < pcm.length; i++) {
                boolean isOn = i >= start && i < start + millis * 8;
                double both = isOn ? tones(digit, i, 1 + offPercent / 100, twistDecibels) : 0;
                pcm[i] = (short) (both + noise * random.nextGaussian() / 2);
            }
            detector.hear(pcm, 0, pcm.length);
            heard += once.pressed.toString().equals(String.valueOf(digit)) ? 1 : 0;
        }

        assertThat(heard).isEqualTo(isHeard ? 16 : 0);
    }

    @Test
    void isNotHeardInVoicesNoiseAndMusic() {
        Random random = new Random(4);
        ToneDetector detector = new ToneDetector(8000, keys);
        short[] pcm = new short[160];
        double phase = 0;
        double pitch = 100;
        for (int i = 0; i < 50 * 300; i++) {
            pitch = Math.clamp(pitch * (1 + random.nextGaussian() / 50), 80, 400);
            for (int j = 0; j < pcm.length; j++) {
                phase += 2 * Math.PI * pitch / 8000;
                double voice = 0;
                for (int harmonic = 1; harmonic < 10; harmonic++) {
                    double formant = harmonic * pitch > 600 && harmonic * pitch < 1500 ? 1 : 0.4;
                    voice += formant * Math.sin(phase * harmonic) / harmonic;
                }
                pcm[j] = (short) (5000 * voice + 400 * random.nextGaussian());
            }
            detector.hear(pcm, 0, pcm.length);
        }

        assertThat(keys.pressed).isEmpty();
    }

    private static double tones(char digit, int sample, double factor, double twistDecibels) {
        double row = 2 * Math.PI * Digits.rowHz(digit) * factor * sample / 8000;
        double column = 2 * Math.PI * Digits.columnHz(digit) * factor * sample / 8000;
        double stronger = Math.pow(10, twistDecibels / 20);
        return 4000 * (Math.sin(row) + stronger * Math.sin(column));
    }
}
