package dialtone.turn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class RevocationsTest {

    private Instant now = Instant.EPOCH;
    private final Revocations revocations = new Revocations(() -> now, 2);

    private static Instant at(int second) {
        return Instant.EPOCH.plusSeconds(second);
    }

    @Test
    void forgetsWhatHasEndedByItself() {
        revocations.add("5:a", at(5));
        now = at(5);

        revocations.add("9:b", at(9));

        assertThat(revocations.has("5:a")).isFalse();
        assertThat(revocations.has("9:b")).isTrue();
        assertThat(revocations.size()).isEqualTo(1);
    }

    @Test
    void doesNotRememberWhatHasEnded() {
        now = at(7);

        revocations.add("5:a", at(5));

        assertThat(revocations.size()).isZero();
    }

    @Test
    void forgetsWhatEndsSoonestWhenThereAreTooMany() {
        revocations.add("9:b", at(9));
        revocations.add("5:a", at(5));
        revocations.add("9:b", at(9));
        revocations.add("7:c", at(7));

        assertThat(revocations.has("5:a")).isFalse();
        assertThat(revocations.has("7:c")).isTrue();
        assertThat(revocations.has("9:b")).isTrue();
    }
}
