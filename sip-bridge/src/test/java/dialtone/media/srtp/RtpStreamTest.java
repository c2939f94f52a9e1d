package dialtone.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RtpStreamTest {

    private final RtpStream stream = new RtpStream();

    private boolean take(int sequence) {
        long index = stream.index(sequence);
        if (!stream.isNew(index)) {
            return false;
        }
        stream.accept(index);
        return true;
    }

    @Test
    void countsHowOftenNumbersBeginAnew() {
        take(65_534);

        assertThat(stream.index(65_535)).isEqualTo(65_535);
        assertThat(stream.index(1)).isEqualTo(65_537);
        take(1);
        assertThat(stream.index(65_535)).as("late, from before").isEqualTo(65_535);
        assertThat(stream.index(2)).isEqualTo(65_538);
    }

    @Test
    void goesOnOverManyRounds() {
        for (long index = 0; index < 10 * 65_536L; index += 1000) {
            assertThat(stream.index((int) (index & 0xffff))).isEqualTo(index);
            stream.accept(index);
        }
    }

    @Test
    void takesEachOfTheLastPacketsOnce() {
        take(100);
        take(103);

        assertThat(take(101)).isTrue();
        assertThat(take(101)).isFalse();
        assertThat(take(102)).isTrue();
        assertThat(take(100)).isFalse();
        assertThat(take(103)).isFalse();
    }

    @Test
    void takesNoneThatIsOlderThanItRemembers() {
        take(100);
        take(164);

        assertThat(take(101)).isTrue();
        assertThat(take(100)).isFalse();
        assertThat(take(99)).isFalse();
    }

    @Test
    void takesNothingFromBeforeTheFirst() {
        take(3);

        assertThat(stream.index(65_530)).isNegative();
        assertThat(take(65_530)).isFalse();
    }
}
