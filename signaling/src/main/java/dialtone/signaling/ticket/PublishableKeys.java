package dialtone.signaling.ticket;

import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Words;
import dialtone.signaling.task.Ids;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Keys that stand in the source of public pages, and the tickets they are good for: short ones,
/// for a made-up user each, and only for the pages and the numbers that are configured.
///
/// A page's origin is what its browser says; a program can say anything. So an origin keeps other
/// sites out, not programs: those are kept in bounds by what the key may call, and how often.
///
/// Threading: for any number of threads.
public final class PublishableKeys {

    static final Duration LIFETIME = Duration.ofMinutes(5);

    private final Map<String, Grant> grants;
    private final TicketMinter minter;
    private final InstantSource clock;
    private final TicketRates rates;

    /// What a key opens.
    ///
    /// @param origins whose pages
    /// @param name of whoever calls; null for the made-up user
    /// @param maxDuration of a phone call
    /// @param maxCalls to phones at once
    public record Grant(
            List<String> origins,
            List<String> dial,
            List<String> rooms,
            @Nullable String name,
            Duration maxDuration,
            int maxCalls) {
        public Grant {
            origins = List.copyOf(origins);
            dial = List.copyOf(dial);
            rooms = List.copyOf(rooms);
        }
    }

    /// A ticket, or why there is none.
    sealed interface Outcome {

        record Granted(String ticket, Instant expiresAt) implements Outcome {}

        /// There is no such key.
        record Unknown(String words) implements Outcome {}

        record Refused(ErrorCode code, String words) implements Outcome {}
    }

    /// Keys by their text.
    public PublishableKeys(Map<String, Grant> grants, TicketMinter minter, InstantSource clock) {
        this.grants = Map.copyOf(grants);
        this.minter = minter;
        this.clock = clock;
        this.rates = new TicketRates(clock);
    }

    /// A ticket for a page.
    ///
    /// @param origin of it, as its browser says; null when none did
    /// @param address it is asked for from, numeric; null when that is not known
    Outcome ticketFor(String key, @Nullable String origin, @Nullable String address) {
        Grant grant = grants.get(key);
        if (grant == null) {
            return new Outcome.Unknown(
                    "There is no publishable key "
                            + Words.quote(key)
                            + " in signaling.publishable-keys of this server.");
        }
        if (origin == null || !grant.origins().contains(origin)) {
            return new Outcome.Refused(
                    ErrorCode.FORBIDDEN_ORIGIN,
                    origin == null
                            ? "The key is for pages, and this request names no origin."
                            : "The key is not for pages of "
                                    + Words.quote(origin)
                                    + ": the server's configuration names other origins for it.");
        }
        if (!rates.take(key, address)) {
            return new Outcome.Refused(
                    ErrorCode.RATE_LIMITED, "Too many calls at once. Try again in a minute.");
        }
        Ticket ticket = ticket(grant);
        return new Outcome.Granted(minter.mint(ticket), ticket.expiresAt());
    }

    private Ticket ticket(Grant grant) {
        return new Ticket(
                Ids.next("guest-"),
                grant.name(),
                grant.rooms(),
                grant.dial(),
                clock.instant().plus(LIFETIME),
                new DialLimits(null, grant.maxDuration(), grant.maxCalls(), null, null));
    }
}
