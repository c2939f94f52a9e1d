package dialtone.signaling.ticket;

import dialtone.config.Secret;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Decides whether a ticket is good, and if not, says why in words its maker can act on.
///
/// A ticket is a JWT (RFC 7519) in compact form, as `docs/tickets.md` describes it.
///
/// Threading: implementations are immutable, for any thread.
@FunctionalInterface
public interface TicketVerifier {

    /// How far the clocks of the maker's machine and of this one may differ.
    Duration CLOCK_SKEW = Duration.ofSeconds(30);

    /// The longest ticket looked at, in characters.
    int MAX_LENGTH = 8192;

    Verdict verify(String jwt);

    /// A verifier of tickets signed with HS256 by one of these keys.
    ///
    /// @param keys key id to secret, each of at least 32 bytes
    /// @throws IllegalArgumentException when there is no key, or one is too short for HS256
    static TicketVerifier of(Map<String, Secret> keys, InstantSource clock) {
        return new Hs256TicketVerifier(keys, clock);
    }
}
