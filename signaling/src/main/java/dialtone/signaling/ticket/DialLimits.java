package dialtone.signaling.ticket;

import dialtone.signaling.message.Words;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How much a ticket lets its holder phone, besides the patterns of whom. What is null is limited
/// by the server alone.
///
/// @param countries two letters each (ISO 3166), in upper case: where numbers may be; empty for
///     nowhere
/// @param maxDuration of one call; whole seconds
/// @param maxCalls at once, of the user
/// @param spend what all calls may cost together, in the currency of the server's rates; at most
///     six digits after the point
/// @param id of the ticket (`jti`): tickets of the same one share their `spend`
public record DialLimits(
        @Nullable List<String> countries,
        @Nullable Duration maxDuration,
        @Nullable Integer maxCalls,
        @Nullable BigDecimal spend,
        @Nullable String id) {

    /// Nothing but what the server limits.
    public static final DialLimits NONE = new DialLimits(null, null, null, null, null);

    static final int MAX_ID_LENGTH = 128;

    /// A week: nobody means more.
    static final Duration LONGEST = Duration.ofDays(7);

    static final BigDecimal MOST_SPEND = BigDecimal.valueOf(1_000_000_000);

    private static final int SPEND_DIGITS = 6;
    private static final int MAX_CALLS = 1_000_000;
    private static final String KOSOVO = "XK";
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException when a component is outside of them, with words that name
    ///     the claim
    public DialLimits {
        if (countries != null) {
            countries = countries.stream().map(DialLimits::country).distinct().toList();
        }
        if (maxDuration != null) {
            require(
                    maxDuration.compareTo(Duration.ofSeconds(1)) >= 0
                            && maxDuration.compareTo(LONGEST) <= 0,
                    "'maxDuration' must be 1 to " + LONGEST.toSeconds() + " seconds");
        }
        require(
                maxCalls == null || (maxCalls >= 0 && maxCalls <= MAX_CALLS),
                "'maxCalls' must be 0 to " + MAX_CALLS);
        if (spend != null) {
            require(
                    spend.signum() >= 0 && spend.compareTo(MOST_SPEND) <= 0,
                    "'spend' must be 0 to " + MOST_SPEND);
            spend = plain(spend.setScale(SPEND_DIGITS, RoundingMode.DOWN));
        }
        require(
                id == null
                        || (!id.isEmpty()
                                && id.length() <= MAX_ID_LENGTH
                                && id.equals(Words.clean(id))),
                "'jti' must be 1 to 128 characters without control characters");
    }

    private static String country(String text) {
        String country = text.toUpperCase(Locale.ROOT);
        require(
                COUNTRIES.contains(country) || country.equals(KOSOVO),
                "'countries' has %s, which is no country's two letters (ISO 3166, such as DE or GB)"
                        .formatted(Words.quote(text)));
        return country;
    }

    /// One form for each number, so that equal ones are equal.
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
