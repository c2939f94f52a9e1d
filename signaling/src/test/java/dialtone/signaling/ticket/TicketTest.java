package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
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
    void showsTheUserWhenTheNameIsBlank() {
        assertThat(new Ticket("alice", " ", List.of(), List.of(), LATER).name()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Al\nice", "Al\u0000ice", "\ud83d", "\ude00 Alice"})
    void refusesNamesThatWouldBreakALogLineOrAMessage(String name) {
        assertThatThrownBy(() -> new Ticket("alice", name, List.of(), List.of(), LATER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'name'");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT31S, 31 s",
        "PT1M, 1 min",
        "PT1M1S, 1 min 1 s",
        "PT2H5M9S, 2 h 5 min",
        "PT24H, 1 d",
        "P400DT3H1M, 400 d 3 h"
    })
    void saysTimesInTheirTwoLargestUnits(Duration time, String words) {
        assertThat(Times.inWords(time)).isEqualTo(words);
    }
}
