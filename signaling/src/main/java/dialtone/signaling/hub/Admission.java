package dialtone.signaling.hub;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Words;
import dialtone.signaling.ticket.Ticket;
import dialtone.signaling.ticket.Verdict;
import dialtone.signaling.ticket.Verdict.Accepted;
import dialtone.signaling.ticket.Verdict.Refused;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// Who is let in, and why not. One place decides it for every transport and for `/v1/validate`.
///
/// Threading: for any number of threads.
public final class Admission {

    private final List<String> allowedOrigins;
    private final Function<String, Verdict> tickets;
    private final Endpoints endpoints;
    private final AwaySessions away;
    private volatile Door door = Door.OPEN;

    /// Who may come in.
    private enum Door {
        OPEN,
        /// Only who was here before.
        DRAINING,
        SHUT
    }

    Admission(
            List<String> allowedOrigins,
            Function<String, Verdict> tickets,
            Endpoints endpoints,
            AwaySessions away) {
        this.allowedOrigins = List.copyOf(allowedOrigins);
        this.tickets = tickets;
        this.endpoints = endpoints;
        this.away = away;
    }

    /// Says whether a client may connect now.
    ///
    /// @param origin of the page, as the browser tells it; null when it is no page
    /// @param ticket null when none was given
    public Verdict check(@Nullable String origin, @Nullable String ticket) {
        return switch (checkTicket(origin, ticket)) {
            case Refused refused -> refused;
            case Accepted accepted -> {
                Refused full = isDraining() ? draining() : checkRoomFor(accepted.ticket());
                yield full == null ? accepted : full;
            }
        };
    }

    /// As [#check(String, String)], for a client that may have a place already.
    Verdict checkTicket(@Nullable String origin, @Nullable String ticket) {
        Refused forbidden = checkOrigin(origin);
        if (forbidden != null) {
            return forbidden;
        }
        if (door == Door.SHUT) {
            return draining();
        }
        if (ticket == null || ticket.isEmpty()) {
            return new Refused(
                    ErrorCode.TICKET_MISSING,
                    "No ticket was given: session.open needs one from your site's backend.");
        }
        return tickets.apply(ticket);
    }

    /// Says whether a session may go on with another ticket.
    ///
    /// @param held the one it has
    Verdict checkRenewal(@Nullable String origin, String ticket, Ticket held) {
        Verdict verdict = checkTicket(origin, ticket);
        if (!(verdict instanceof Accepted(var next))) {
            return verdict;
        }
        if (!next.user().equals(held.user())) {
            return new Refused(
                    ErrorCode.TICKET_MALFORMED,
                    "The ticket is another user's: a session stays with the one it is of.");
        }
        if (held.key() != null && !held.key().equals(next.key())) {
            return new Refused(
                    ErrorCode.PROOF_WRONG,
                    "The ticket is not bound to the key that this session was opened with.");
        }
        return verdict;
    }

    /// Says why pages of this origin may not connect, or null when they may.
    public @Nullable Refused checkOrigin(@Nullable String origin) {
        if (origin == null
                || allowedOrigins.isEmpty()
                || allowedOrigins.stream().anyMatch(origin::equalsIgnoreCase)) {
            return null;
        }
        return new Refused(
                ErrorCode.FORBIDDEN_ORIGIN,
                "Pages of "
                        + Words.quote(origin)
                        + " may not connect: add the origin to signaling.allowed-origins.");
    }

    static Refused draining() {
        return new Refused(
                ErrorCode.DRAINING, "The server is about to stop: connect again in a moment.");
    }

    /// Says why there is no room for one more session, or null when there is.
    @Nullable Refused checkRoomFor(Ticket ticket) {
        String full = fullness();
        if (full != null) {
            return new Refused(ErrorCode.OVERLOADED, "The server has " + full + ".");
        }
        if (endpoints.isFull(ticket.address()) && away.oldest(ticket.address()) == null) {
            return new Refused(
                    ErrorCode.OVERLOADED,
                    Words.quote(ticket.address())
                            + " has "
                            + endpoints.maxPerAddress()
                            + " sessions, as many as one user may have"
                            + " (signaling.max-sessions-per-user).");
        }
        return null;
    }

    /// Says in words that there are as many sessions as there may be; null while there is room.
    public @Nullable String fullness() {
        return endpoints.isFull() && away.oldest(null) == null
                ? endpoints.max() + " sessions, as many as it may have (signaling.max-sessions)"
                : null;
    }

    /// Whether the server is about to stop, so that no session and no call begins.
    public boolean isDraining() {
        return door != Door.OPEN;
    }

    /// Whether sessions cannot be resumed either.
    boolean isShut() {
        return door == Door.SHUT;
    }

    /// Lets in only who was here before, or everybody again; does nothing when it is shut.
    ///
    /// @return whether that is something new
    synchronized boolean drain(boolean isWished) {
        Door wished = isWished ? Door.DRAINING : Door.OPEN;
        if (door == Door.SHUT || door == wished) {
            return false;
        }
        door = wished;
        return true;
    }

    /// Lets nobody in any more.
    synchronized void shut() {
        door = Door.SHUT;
    }
}
