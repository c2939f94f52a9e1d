package dialtone.media.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class MixerTest {

    private final Mixer mixer = new Mixer(4);
    private final short[] heard = new short[Mixer.FRAME];

    @Test
    void givesEverybodyTheOthers() {
        mixer.begin();
        add(0, 100);
        add(1, 20);
        add(2, 3);

        assertThat(heardBy(0)).isEqualTo(23);
        assertThat(heardBy(1)).isEqualTo(103);
        assertThat(heardBy(2)).isEqualTo(120);
        assertThat(heardBy(3)).isEqualTo(123);
    }

    @Test
    void doesNotOverflow() {
        mixer.begin();
        add(0, 30_000);
        add(1, 30_000);
        add(2, 30_000);

        assertThat(heardBy(0)).isEqualTo(Short.MAX_VALUE);
        mixer.begin();
        add(0, -30_000);
        add(1, -30_000);
        assertThat(heardBy(2)).isEqualTo(Short.MIN_VALUE);
        assertThat(heardBy(0)).isEqualTo(-30_000);
    }

    @Test
    void forgetsTheFrameBefore() {
        mixer.begin();
        add(0, 100);
        mixer.begin();
        add(1, 20);

        assertThat(heardBy(0)).isEqualTo(20);
    }

    @Test
    void refusesToHearSomebodyTwice() {
        mixer.begin();
        add(1, 20);

        assertThatThrownBy(() -> add(1, 20)).hasMessage("1 was added to this frame before");
    }

    private void add(int participant, int sample) {
        short[] pcm = new short[Mixer.FRAME];
        Arrays.fill(pcm, (short) sample);
        mixer.add(participant, pcm, 0);
    }

    private int heardBy(int participant) {
        mixer.mixFor(participant, heard, 0);
        return heard[Mixer.FRAME / 2];
    }
}
