package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityTest {

    @ParameterizedTest
    @CsvSource({
        // A perfect line, then what 1 and 5 % of loss took from PESQ (0.3 and 1.0 to 1.3).
        "REPEATED, 0, 0, 0, 4.40",
        "REPEATED, 0.01, 0, 0, 4.17",
        "REPEATED, 0.05, 0, 0, 3.19",
        "CORRECTED, 0.05, 0, 0, 3.99",
        // Delay is heard from 177 ms on.
        "REPEATED, 0, 0, 200, 4.35",
        "REPEATED, 0, 0, 600, 3.56",
        "REPEATED, 0, 40, 0, 4.35",
        "REPEATED, 1, 0, 0, 1.01",
        "REPEATED, 1, 500, 2000, 1"
    })
    void isWhatPeopleWouldSay(
            CodecLoss codec, double loss, double jitter, double roundTrip, double mos) {
        Quality quality = Quality.of(codec, 100, loss, jitter, roundTrip);

        assertThat(quality.mos()).isCloseTo(mos, within(0.06));
    }
}
