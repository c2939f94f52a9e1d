package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.message.Address;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

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

    private static Ticket withContacts(List<String> presence, List<String> message) {
        return new Ticket(
                "alice",
                null,
                List.of("standup"),
                List.of(),
                LATER,
                DialLimits.NONE,
                new Contacts(presence, message));
    }

    private static Address address(String text) {
        return Objects.requireNonNull(Address.parse(text));
    }

    @Test
    void showsWhomItNamesAndItsHolderAndTheRoomsItOpens() {
        Ticket ticket = withContacts(List.of("user:team-*", "room:*"), List.of());

        assertThat(ticket.maySee(address("user:team-red"))).isTrue();
        assertThat(ticket.maySee(address("user:bob"))).isFalse();
        assertThat(ticket.maySee(address("user:alice"))).isTrue();
        assertThat(ticket.maySee(address("room:standup"))).isTrue();
        assertThat(ticket.maySee(address("room:board"))).isFalse();
    }

    @Test
    void writesToWhomItNamesAndItsHolderAndIntoRoomsItOpensAndNames() {
        Ticket ticket = withContacts(List.of(), List.of("user:bob", "room:*"));

        assertThat(ticket.mayWriteTo(address("user:bob"))).isTrue();
        assertThat(ticket.mayWriteTo(address("user:carol"))).isFalse();
        assertThat(ticket.mayWriteTo(address("user:alice"))).isTrue();
        assertThat(ticket.mayWriteTo(address("room:standup"))).isTrue();
        assertThat(ticket.mayWriteTo(address("room:board"))).isFalse();
        assertThat(withContacts(List.of(), List.of()).mayWriteTo(address("room:standup")))
                .isFalse();
    }

    @Test
    void refusesPatternsOfContactsThatAreOutOfBounds() {
        assertThatThrownBy(() -> withContacts(List.of("x".repeat(257)), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'presence'");
        assertThatThrownBy(() -> withContacts(List.of(), Collections.nCopies(101, "user:*")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'message'");
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
