package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;
import dialtone.signaling.message.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// What tickets say about phone calls.
class DialLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Secret KEY = new Secret("0123456789abcdef0123456789abcdef");
    private static final String HEADER = "{\"alg\":\"HS256\"}";

    private final TicketVerifier verifier =
            TicketVerifier.of(Map.of("k1", KEY), InstantSource.fixed(NOW));

    @Test
    void acceptsThoseThatTheMinterWrites() {
        DialLimits limits =
                new DialLimits(
                        List.of("DE", "XK"),
                        Duration.ofMinutes(30),
                        2,
                        new BigDecimal("2.50"),
                        "alice-1");
        Ticket ticket =
                new Ticket(
                        "alice",
                        null,
                        List.of(),
                        List.of("tel:+49*"),
                        NOW.plusSeconds(300),
                        limits);

        Verdict verdict = verifier.verify(new TicketMinter("k1", KEY).mint(ticket));

        assertThat(verdict).isEqualTo(new Verdict.Accepted(ticket));
    }

    @Test
    void areNoneWithoutClaims() {
        assertThat(accepted("{\"sub\":\"alice\",\"exp\":%d}").limits()).isEqualTo(DialLimits.NONE);
    }

    @Test
    void tellNowhereFromEverywhere() {
        assertThat(accepted("{\"sub\":\"alice\",\"exp\":%d,\"countries\":[]}").limits().countries())
                .isEmpty();
    }

    @Test
    void takeCountriesInAnyCase() {
        assertThat(
                        accepted("{\"sub\":\"alice\",\"exp\":%d,\"countries\":[\"de\"]}")
                                .limits()
                                .countries())
                .containsExactly("DE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"countries\":[\"UK\"] | 'UK', which is no country's two letters",
                "\"countries\":\"DE\" | 'countries' must be a list of strings",
                "\"maxDuration\":0 | 'maxDuration' must be 1 to 604800 seconds",
                "\"maxDuration\":1.5 | 'maxDuration' must be a whole number of seconds",
                "\"maxDuration\":9223372036854775807 | 'maxDuration' must be 1 to",
                "\"maxCalls\":-1 | 'maxCalls' must be 0 to",
                "\"maxCalls\":9223372036854775807 | 'maxCalls' must be 0 to",
                "\"maxCalls\":\"2\" | 'maxCalls' must be a whole number",
                "\"spend\":-0.01 | 'spend' must be 0 to",
                "\"spend\":1e300 | 'spend' must be 0 to",
                "\"spend\":1e999 | 'spend' must be a number",
                "\"jti\":\"\" | 'jti' must be 1 to 128 characters",
                "\"jti\":\"a\\nb\" | 'jti' must be 1 to 128 characters",
                "\"jti\":7 | 'jti' must be a string"
            })
    void areRefusedWhenTheyMakeNoSense(String claim, String words) {
        String claims =
                "{\"sub\":\"alice\",\"exp\":%d,%s}"
                        .formatted(NOW.plusSeconds(60).getEpochSecond(), claim);

        assertThat(verifier.verify(Jwt.of(HEADER, claims, KEY)))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.TICKET_MALFORMED);
                            assertThat(refused.message()).contains(words);
                        });
    }

    private Ticket accepted(String claims) {
        String filled = claims.formatted(NOW.plusSeconds(60).getEpochSecond());
        Verdict verdict = verifier.verify(Jwt.of(HEADER, filled, KEY));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).ticket();
    }
}
