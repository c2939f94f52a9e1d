package dialtone.signaling.ticket;

import java.util.List;

/// Whom a ticket lets its holder see and write to, as patterns of addresses. What one's own
/// endpoints do, and who is in a room that one may join, can be seen without.
///
/// @param presence whose presence they may see
/// @param message whom they may send messages to: users, and rooms they are not in
public record Contacts(List<String> presence, List<String> message) {

    /// Nobody.
    public static final Contacts NONE = new Contacts(List.of(), List.of());

    /// Everybody.
    public static final Contacts ALL = new Contacts(List.of("*"), List.of("*"));

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException when a list or a pattern is outside of those of
    ///     [Ticket], with words that name the claim
    public Contacts {
        presence = Ticket.patterns("presence", presence);
        message = Ticket.patterns("message", message);
    }
}
