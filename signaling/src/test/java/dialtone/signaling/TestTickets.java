package dialtone.signaling;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Tickets for tests, which say in clear who one is: `alice` is Alice, who may do everything.
/// `forged` and `expired` are refused; `restricted` may join only the lobby and call only Bob.
public final class TestTickets {

    public static final Instant EXPIRES_AT = Instant.parse("2100-01-01T00:00:00Z");

    private TestTickets() {}

    public static Verdict verify(String ticket) {
        return switch (ticket) {
            case "forged" ->
                    new Verdict.Refused(
                            ErrorCode.TICKET_FORGED, "The signature of this ticket fits no key.");
            case "expired" ->
                    new Verdict.Refused(
                            ErrorCode.TICKET_EXPIRED, "The ticket expired an hour ago.");
            case "restricted" -> accept(ticket, "lobby", "user:bob");
            default -> accept(ticket, "*", "*");
        };
    }

    private static Verdict accept(String user, String rooms, String dial) {
        return new Verdict.Accepted(
                new Ticket(user, name(user), List.of(rooms), List.of(dial), EXPIRES_AT));
    }

    private static String name(String user) {
        return user.substring(0, 1).toUpperCase(Locale.ROOT) + user.substring(1);
    }
}
