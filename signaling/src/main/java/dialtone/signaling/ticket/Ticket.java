package dialtone.signaling.ticket;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What a ticket says. Only [TicketVerifier] knows whether to believe it.
///
/// @param user who it is for, unique on the site: 1 to 128 visible ASCII characters without `*`
/// @param name what to show to people, at most 128 characters; null, or blank, to show
///     the user
/// @param rooms patterns of the rooms it opens; empty for none
/// @param dial patterns of the addresses it may call; empty for none, and to be called needs none
/// @param expiresAt when it ends; cut to whole seconds, as the claim is
/// @param limits how much it lets its holder phone
/// @param contacts whom its holder may see and write to
/// @param key with which its holder proves to be the one it was made for; null when showing it is
///     enough
public record Ticket(
        String user,
        @Nullable String name,
        List<String> rooms,
        List<String> dial,
        Instant expiresAt,
        DialLimits limits,
        Contacts contacts,
        @Nullable HolderKey key) {

    static final int MAX_USER_LENGTH = 128;
    static final int MAX_NAME_LENGTH = 128;
    static final int MAX_PATTERNS = 100;
    static final int MAX_PATTERN_LENGTH = 256;

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException when a component is outside the bounds above
    public Ticket {
        require(
                !user.isEmpty()
                        && user.length() <= MAX_USER_LENGTH
                        && user.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*'),
                "'sub' must be 1 to 128 visible ASCII characters without spaces and *, but is "
                        + Words.quote(user));
        name = name == null || name.isBlank() ? null : name;
        require(
                name == null || isPlain(name, MAX_NAME_LENGTH),
                "'name' must be 1 to 128 characters without control characters");
        rooms = patterns("rooms", rooms);
        dial = patterns("dial", dial);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /// A ticket that is good for whoever shows it.
    public Ticket(
            String user,
            @Nullable String name,
            List<String> rooms,
            List<String> dial,
            Instant expiresAt,
            DialLimits limits,
            Contacts contacts) {
        this(user, name, rooms, dial, expiresAt, limits, contacts, null);
    }

    /// Likewise, and it lets its holder see and write to nobody.
    public Ticket(
            String user,
            @Nullable String name,
            List<String> rooms,
            List<String> dial,
            Instant expiresAt,
            DialLimits limits) {
        this(user, name, rooms, dial, expiresAt, limits, Contacts.NONE);
    }

    /// Likewise, and it limits phoning by its patterns alone.
    public Ticket(
            String user,
            @Nullable String name,
            List<String> rooms,
            List<String> dial,
            Instant expiresAt) {
        this(user, name, rooms, dial, expiresAt, DialLimits.NONE);
    }

    /// Where calls reach its holder.
    public String address() {
        return "user:" + user;
    }

    public boolean mayJoin(String room) {
        return isAllowed(rooms, room);
    }

    public boolean mayDial(String address) {
        return isAllowed(dial, address);
    }

    /// Whether its holder may see who is at an address: a user's, or a room's.
    public boolean maySee(Address address) {
        return address.scheme().equals(Address.ROOM)
                ? mayJoin(address.name())
                : address.toString().equals(address())
                        || isAllowed(contacts.presence(), address.toString());
    }

    /// Whether its holder may send messages to a user, or into a room without being in it.
    public boolean mayWriteTo(Address address) {
        if (address.scheme().equals(Address.ROOM) && !mayJoin(address.name())) {
            return false;
        }
        String text = address.toString();
        return text.equals(address()) || isAllowed(contacts.message(), text);
    }

    private static boolean isAllowed(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, text));
    }

    static List<String> patterns(String claim, List<String> patterns) {
        require(
                patterns.size() <= MAX_PATTERNS,
                "'%s' has %d patterns (at most %d)"
                        .formatted(claim, patterns.size(), MAX_PATTERNS));
        for (String pattern : patterns) {
            require(
                    isPlain(pattern, MAX_PATTERN_LENGTH),
                    "each pattern in '%s' must be 1 to %d characters without control characters"
                            .formatted(claim, MAX_PATTERN_LENGTH));
        }
        return List.copyOf(patterns);
    }

    private static boolean isPlain(String text, int maxLength) {
        return !text.isEmpty()
                && text.length() <= maxLength
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalfPair(c));
    }

    /// Half of a surrogate pair cannot be written as UTF-8, so it would spoil every message with
    /// it.
    private static boolean isHalfPair(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
