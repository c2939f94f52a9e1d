package dialtone.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int WAIT_MICROS = 500;
    private static final int WAITS_PER_WINDOW = 20;

    private final Pace pace = new Pace(WAIT_MICROS, 0);
    private long nowNanos;

    /// What a window with so many events leads to.
    private boolean after(int events) {
        for (int i = 0; i < events; i++) {
            pace.ready(1);
        }
        nowNanos += Pace.WINDOW_NANOS;
        return pace.isDense(nowNanos);
    }

    @Test
    void waitsWhenAWaitBringsTwoOrMore() {
        assertThat(after(2 * WAITS_PER_WINDOW - 1)).isFalse();
        assertThat(after(2 * WAITS_PER_WINDOW)).isTrue();
    }

    @Test
    void goesOnWhileItBringsOne() {
        after(2 * WAITS_PER_WINDOW);

        assertThat(after(WAITS_PER_WINDOW)).isTrue();
        assertThat(after(WAITS_PER_WINDOW - 1)).isFalse();
    }

    @Test
    void doesNotWaitForTheFirstPacketAfterAPause() {
        after(2 * WAITS_PER_WINDOW);
        nowNanos += 100 * Pace.WINDOW_NANOS;

        assertThat(after(1)).isFalse();
    }

    @Test
    void neverWaitsWhenItMayNot() {
        Pace never = new Pace(0, 0);
        never.ready(1000);

        assertThat(never.isDense(Pace.WINDOW_NANOS)).isFalse();
    }
}
