package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class TicketTest {

    private static final Instant LATER = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void opensTheRoomsItNames() {
        Ticket ticket = new Ticket("alice", null, List.of("standup", "team-*"), List.of(), LATER);

        assertThat(ticket.mayJoin("standup")).isTrue();
        assertThat(ticket.mayJoin("team-red")).isTrue();
        assertThat(ticket.mayJoin("board")).isFalse();
    }

    @Test
    void dialsTheAddressesItNames() {
        Ticket ticket = new Ticket("alice", null, List.of(), List.of("user:bob", "tel:+1*"), LATER);

        assertThat(ticket.mayDial("user:bob")).isTrue();
        assertThat(ticket.mayDial("tel:+15551234567")).isTrue();
        assertThat(ticket.mayDial("tel:+4930123456")).isFalse();
    }

    @Test
    void refusesNamesThatWouldBreakALogLine() {
        assertThatThrownBy(() -> new Ticket("alice", "Al\nice", List.of(), List.of(), LATER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'name'");
    }

    @Test
    void quotesStrangersShortlyAndHarmlessly() {
        assertThat(Words.quote("a\nb\u2028c\u0000")).isEqualTo("'a?b?c?'");
        assertThat(Words.quote("x".repeat(1000))).hasSize(67).endsWith("…'");
    }
}
