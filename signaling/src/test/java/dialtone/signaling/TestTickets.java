package dialtone.signaling;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Tickets for tests, which say in clear who one is: `alice` is Alice, `forged` is refused.
public final class TestTickets {

    public static final Instant EXPIRES_AT = Instant.parse("2100-01-01T00:00:00Z");

    private TestTickets() {}

    public static Verdict verify(String ticket) {
        return switch (ticket) {
            case "forged" ->
                    new Verdict.Refused(
                            ErrorCode.TICKET_FORGED, "The signature of this ticket fits no key.");
            case "restricted" ->
                    new Verdict.Accepted(
                            new Ticket(
                                    ticket,
                                    null,
                                    List.of("lobby"),
                                    List.of("user:bob"),
                                    EXPIRES_AT));
            default ->
                    new Verdict.Accepted(
                            new Ticket(
                                    ticket, name(ticket), List.of("*"), List.of("*"), EXPIRES_AT));
        };
    }

    private static String name(String user) {
        return user.substring(0, 1).toUpperCase(Locale.ROOT) + user.substring(1);
    }
}
