package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DevelopmentKeyTest {

    @Test
    void isAnotherOneAtEveryStart() {
        assertThat(DevelopmentKey.create().secret()).isNotEqualTo(DevelopmentKey.create().secret());
    }

    @Test
    void doesNotPrintItself() {
        DevelopmentKey key = DevelopmentKey.create();

        assertThat(key.toString()).doesNotContain(key.secret().value());
    }

    @Test
    void warnsInSeveralLinesWhatItMeansAndWhatToConfigure() {
        assertThat(DevelopmentKey.warning().lines()).hasSizeGreaterThan(3);
        assertThat(DevelopmentKey.warning())
                .contains("DEVELOPMENT MODE", "signaling.ticket-keys", "docs/tickets.md")
                .contains("every room and every address");
    }
}
