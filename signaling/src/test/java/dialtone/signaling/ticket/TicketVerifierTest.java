package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.Secret;
import dialtone.signaling.message.ErrorCode;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class TicketVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Secret KEY = new Secret("0123456789abcdef0123456789abcdef");
    private static final Secret OLD_KEY = new Secret("an older key that is still accepted");
    private static final Secret STRANGE_KEY = new Secret("a key that this server does not know");
    private static final String HEADER = "{\"alg\":\"HS256\"}";

    private final TicketVerifier verifier =
            TicketVerifier.of(Map.of("k1", KEY, "k0", OLD_KEY), InstantSource.fixed(NOW));

    @Test
    void acceptsWhatTheMinterMakes() {
        Ticket ticket =
                new Ticket(
                        "alice",
                        "Alice Ä. \"Al\"",
                        List.of("standup", "team-*"),
                        List.of("user:*", "tel:+1*"),
                        NOW.plusSeconds(300),
                        DialLimits.NONE,
                        new Contacts(List.of("user:team-*"), List.of("user:bob", "room:*")));

        Verdict verdict = verifier.verify(new TicketMinter("k1", KEY).mint(ticket));

        assertThat(verdict).isEqualTo(new Verdict.Accepted(ticket));
    }

    @Test
    void givesNothingThatTheTicketDoesNotName() {
        Ticket ticket = accepted("{\"sub\":\"alice\",\"exp\":%d}");

        assertThat(ticket.address()).isEqualTo("user:alice");
        assertThat(ticket.name()).isNull();
        assertThat(ticket.mayJoin("standup")).isFalse();
        assertThat(ticket.mayDial("user:bob")).isFalse();
        assertThat(ticket.contacts()).isEqualTo(Contacts.NONE);
    }

    @Test
    void dropsTheFractionOfASecond() {
        assertThat(accepted("{\"sub\":\"alice\",\"exp\":%d.75}").expiresAt())
                .isEqualTo(NOW.plusSeconds(60));
    }

    @Nested
    class Keys {

        @Test
        void triesEveryKeyWhenTheTicketNamesNone() {
            for (Secret key : List.of(KEY, OLD_KEY)) {
                assertThat(verifier.verify(Jwt.of(HEADER, claims(60), key)))
                        .isInstanceOf(Verdict.Accepted.class);
            }
        }

        @Test
        void usesOnlyTheKeyThatIsNamed() {
            String header = "{\"alg\":\"HS256\",\"kid\":\"k0\"}";

            assertThat(verifier.verify(Jwt.of(header, claims(60), OLD_KEY)))
                    .isInstanceOf(Verdict.Accepted.class);
            assertRefused(
                    Jwt.of(header, claims(60), KEY),
                    ErrorCode.TICKET_FORGED,
                    "does not fit the key 'k0'");
        }

        @Test
        void saysWhichKeyIsUnknown() {
            assertRefused(
                    Jwt.of("{\"alg\":\"HS256\",\"kid\":\"k\\n9\"}", claims(60), KEY),
                    ErrorCode.TICKET_FORGED,
                    "the key 'k�9', which this server does not have");
        }

        @Test
        void refusesASignatureByAStrangeKey() {
            assertRefused(
                    Jwt.of(HEADER, claims(60), STRANGE_KEY),
                    ErrorCode.TICKET_FORGED,
                    "fits none of the server's keys");
        }

        @Test
        void remindsThatTheDevelopmentKeyChangesWithEveryStart() {
            TicketVerifier afterRestart =
                    TicketVerifier.of(DevelopmentKey.create().keys(), InstantSource.fixed(NOW));
            Ticket ticket = new Ticket("alice", null, List.of(), List.of(), NOW.plusSeconds(60));

            String ofThePreviousStart = DevelopmentKey.create().minter().mint(ticket);

            assertThat(refused(afterRestart.verify(ofThePreviousStart)).message())
                    .contains("changes with every start", "/v1/dev/ticket");
            assertThat(refused(verifier.verify(ofThePreviousStart)).message())
                    .contains("development mode, which is off now");
        }

        @Test
        void takesNoKeyThatIsTooShort() {
            Map<String, Secret> keys =
                    Map.of("weak", new Secret("31 bytes, which is one too few."));

            assertThatThrownBy(() -> TicketVerifier.of(keys, InstantSource.system()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the ticket key 'weak' has 31 bytes (expected: 32 or more)");
        }

        @Test
        void needsAKey() {
            assertThatThrownBy(() -> TicketVerifier.of(Map.of(), InstantSource.system()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Algorithms {

        @ParameterizedTest
        @ValueSource(strings = {"none", "None", "NONE"})
        void refusesUnsignedTickets(String none) {
            String header = "{\"alg\":\"" + none + "\"}";

            assertRefused(
                    Jwt.base64(header) + "." + Jwt.base64(claims(60)) + ".",
                    ErrorCode.TICKET_FORGED,
                    "not signed");
            assertRefused(Jwt.of(header, claims(60), KEY), ErrorCode.TICKET_FORGED, "not signed");
        }

        @ParameterizedTest
        @CsvSource({"HS384,HmacSHA384", "HS512,HmacSHA512"})
        void refusesOtherHashesEvenWithAGoodSignature(String alg, String macAlgorithm) {
            assertRefused(
                    Jwt.of("{\"alg\":\"" + alg + "\"}", claims(60), KEY, macAlgorithm),
                    ErrorCode.TICKET_FORGED,
                    "alg '" + alg + "'; only HS256");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RS256", "ES256", "EdDSA", "hs256", "dir", "<script>"})
        void refusesEveryOtherAlgorithm(String alg) {
            assertRefused(
                    Jwt.of("{\"alg\":\"" + alg + "\"}", claims(60), KEY),
                    ErrorCode.TICKET_FORGED,
                    "alg '" + alg + "'; only HS256");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"alg\":null}", "{\"alg\":256}", "{\"typ\":\"JWT\"}"})
        void refusesAHeaderWithoutOne(String header) {
            assertRefused(Jwt.of(header, claims(60), KEY), ErrorCode.TICKET_MALFORMED, "no 'alg'");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"crit\":[\"x\"]", "\"b64\":false", "\"kid\":7"})
        void refusesHeadersItDoesNotUnderstand(String member) {
            assertRefused(
                    Jwt.of("{\"alg\":\"HS256\"," + member + "}", claims(60), KEY),
                    ErrorCode.TICKET_MALFORMED,
                    member.substring(1, 4));
        }
    }

    @Nested
    class Times {

        @Test
        void toleratesClocksThatDifferByHalfAMinute() {
            assertThat(verifier.verify(signed(claims(-30)))).isInstanceOf(Verdict.Accepted.class);
            assertThat(verifier.verify(signed(notBefore(30)))).isInstanceOf(Verdict.Accepted.class);
        }

        @Test
        void saysWhenATicketExpiredAndHowLongAgo() {
            assertRefused(
                    signed(claims(-31)),
                    ErrorCode.TICKET_EXPIRED,
                    "expired at 2026-11-22T11:59:29Z, 31 s ago");
            assertRefused(
                    signed(claims(-2 * 3600 - 5 * 60)),
                    ErrorCode.TICKET_EXPIRED,
                    "expired at 2026-11-22T09:55:00Z, 2 h 5 min ago; mint a new one.");
        }

        @Test
        void saysFromWhenATicketIsValid() {
            assertRefused(
                    signed(notBefore(31)),
                    ErrorCode.TICKET_NOT_YET_VALID,
                    "valid only from 2026-11-22T12:00:31Z, in 31 s");
        }

        @Test
        void suspectsMilliseconds() {
            long milliseconds = NOW.plusSeconds(60).toEpochMilli();

            assertRefused(
                    signed("{\"sub\":\"alice\",\"exp\":" + milliseconds + "}"),
                    ErrorCode.TICKET_MALFORMED,
                    "'exp' must be a number of seconds since 1970, but is far too large");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e400", "-1e400", "1e11", "99999999999999999999999999999999"})
        void refusesTimesOutsideTheCalendar(String exp) {
            assertRefused(
                    signed("{\"sub\":\"alice\",\"exp\":" + exp + "}"),
                    ErrorCode.TICKET_MALFORMED,
                    "'exp'");
        }
    }

    /// The example of RFC 7517 appendix A.1.
    private static final String POINT =
            "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                    + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"";

    @Nested
    class ClaimsOfOddShape {

        @Test
        void tellsAllProblemsAtOnce() {
            assertRefused(
                    signed("{\"exp\":\"soon\",\"rooms\":\"standup\",\"dial\":[1],\"name\":true}"),
                    ErrorCode.TICKET_MALFORMED,
                    "'sub' is missing",
                    "'exp' must be a number of seconds since 1970, but is of type string",
                    "'rooms' must be a list of strings, but is of type string",
                    "'dial' must be a list of strings, but is a list with other things in it",
                    "'name' must be a string, but is of type boolean");
        }

        @Test
        void takesTheKeyOfTheHolder() {
            Ticket ticket = accepted(withKey("{\"kty\":\"EC\",\"crv\":\"P-256\"," + POINT + "}"));

            assertThat(ticket.key()).isNotNull();
            assertThat(verifier.verify(new TicketMinter("k1", KEY).mint(ticket)))
                    .isEqualTo(new Verdict.Accepted(ticket));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'kty':'RSA','n':'1','e':'AQAB'}           | 'kty' EC and 'crv' P-256",
                    "{'kty':'EC','crv':'P-384'}                 | 'kty' EC and 'crv' P-256",
                    "{'kty':'EC','crv':'P-256'}                 | has no 'x' or no 'y'",
                    "{'kty':'EC','crv':'P-256','x':'1','y':'2'} | must be 32 bytes each",
                    "{'kty':'EC','crv':'P-256','d':'1'}         | must never leave the client",
                    "[]                                         | must have the member 'jwk'",
                })
        void refusesAKeyThatProvesNothing(String jwk, String words) {
            assertRefused(
                    signed(withKey(jwk.replace('\'', '"')).formatted(in(60))),
                    ErrorCode.TICKET_MALFORMED,
                    words);
        }

        @Test
        void refusesAPointOffTheCurve() {
            String off = POINT.replace("\"y\":\"4", "\"y\":\"5");
            String jwk = "{\"kty\":\"EC\",\"crv\":\"P-256\"," + off + "}";

            assertRefused(
                    signed(withKey(jwk).formatted(in(60))),
                    ErrorCode.TICKET_MALFORMED,
                    "no point of the curve");
        }

        /// Another kind of confirmation must not make a bound ticket one for everybody.
        @Test
        void refusesAConfirmationItDoesNotUnderstand() {
            assertRefused(
                    signed(withClaim("cnf", "{\"jkt\":\"x\"}")),
                    ErrorCode.TICKET_MALFORMED,
                    "'cnf' must have the member 'jwk'");
        }

        private static String withKey(String jwk) {
            return "{\"sub\":\"alice\",\"exp\":%d,\"cnf\":{\"jwk\":" + jwk + "}}";
        }

        @Test
        void missesTheTimeOfExpiry() {
            assertRefused(
                    signed("{\"sub\":\"alice\"}"), ErrorCode.TICKET_MALFORMED, "'exp' is missing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "*", "a\\u0000", "\\u00e4", "a\\n"})
        void refusesUsersThatCannotBeAddressed(String sub) {
            assertRefused(
                    signed("{\"sub\":\"%s\",\"exp\":%d}".formatted(sub, in(60))),
                    ErrorCode.TICKET_MALFORMED,
                    "'sub' must be 1 to 128 visible ASCII characters");
        }

        @Test
        void boundsTheNumberAndLengthOfPatterns() {
            String many = "\"a\",".repeat(100) + "\"a\"";
            String longOne = "\"" + "a".repeat(257) + "\"";

            assertRefused(
                    signed(withClaim("rooms", "[" + many + "]")),
                    ErrorCode.TICKET_MALFORMED,
                    "'rooms' has 101 patterns (at most 100)");
            assertRefused(
                    signed(withClaim("dial", "[" + longOne + "]")),
                    ErrorCode.TICKET_MALFORMED,
                    "each pattern in 'dial'");
            assertRefused(
                    signed(withClaim("presence", "[" + longOne + "]")),
                    ErrorCode.TICKET_MALFORMED,
                    "each pattern in 'presence'");
            assertRefused(
                    signed(withClaim("message", "\"user:*\"")),
                    ErrorCode.TICKET_MALFORMED,
                    "'message' must be a list of strings");
        }

        @Test
        void refusesTokensMeantForSomebodyElse() {
            assertRefused(
                    signed(withClaim("aud", "\"billing\"")),
                    ErrorCode.TICKET_MALFORMED,
                    "'aud' is there but does not name 'dialtone'");
            assertThat(verifier.verify(signed(withClaim("aud", "[\"billing\",\"dialtone\"]"))))
                    .isInstanceOf(Verdict.Accepted.class);
        }

        @Test
        void refusesAClaimThatIsThereTwice() {
            assertRefused(
                    signed("{\"sub\":\"alice\",\"sub\":\"bob\",\"exp\":%d}".formatted(in(60))),
                    ErrorCode.TICKET_MALFORMED,
                    "payload is no JSON object");
        }
    }

    @Nested
    class Garbage {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n"})
        void isMissingWhenBlank(String blank) {
            assertRefused(blank, ErrorCode.TICKET_MISSING, "empty");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "garbage",
                    "a.b",
                    "..",
                    "...",
                    "a.b.c.d.e",
                    "e30.e30.",
                    "\u0000.\u0000.\u0000",
                    "ä.ö.ü",
                    "bnVsbA.bnVsbA.bnVsbA",
                    "W10.W10.W10",
                    "eyJhbGciOiJIUzI1NiJ9",
                    "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"
                })
        void isMalformed(String garbage) {
            assertRefused(garbage, ErrorCode.TICKET_MALFORMED, "ticket");
        }

        @Test
        void refusesHugeTicketsUnread() {
            String huge = signed(withClaim("x", "\"" + "x".repeat(8192) + "\""));

            assertRefused(
                    huge,
                    ErrorCode.TICKET_MALFORMED,
                    "has " + huge.length() + " characters (at most 8192)");
        }

        @Test
        void survivesDeepNesting() {
            String deep = "{\"alg\":" + "[".repeat(3000) + "]".repeat(3000) + "}";

            assertRefused(
                    Jwt.base64(deep) + ".e30.x",
                    ErrorCode.TICKET_MALFORMED,
                    "header is no JSON object");
        }

        @Test
        void refusesPaddingAndBitsThatDoNotCount() {
            String good = signed(claims(60));
            char last = good.charAt(good.length() - 1);
            // 43 characters carry 258 bits, so two bits of the last one are not part of the 32
            // bytes.
            String sameBytes = good.substring(0, good.length() - 1) + (char) (last + 1);

            assertRefused(good + "=", ErrorCode.TICKET_MALFORMED, "not base64url");
            assertRefused(sameBytes, ErrorCode.TICKET_MALFORMED, "not base64url");
        }

        @Test
        void neverAcceptsAMutatedTicket() {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
            String good = signed(claims(60));
            String alphabet =
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= +/";

            for (int i = 0; i < 20_000; i++) {
                String mutated =
                        i < good.length()
                                ? new StringBuilder(good).deleteCharAt(i).toString()
                                : mutate(good, alphabet, random);
                if (!mutated.equals(good)) {
                    assertThat(verifier.verify(mutated))
                            .as("mutated to %s", mutated)
                            .isInstanceOf(Verdict.Refused.class);
                }
            }
        }

        private String mutate(String ticket, String alphabet, RandomGenerator random) {
            StringBuilder mutated = new StringBuilder(ticket);
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(mutated.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(8)) {
                    case 0 -> mutated.setLength(at + 1);
                    case 1, 2 -> mutated.insert(at, c);
                    case 3 -> mutated.replace(at, at + 1, "" + c + c);
                    default -> mutated.setCharAt(at, c);
                }
            }
            return mutated.toString();
        }
    }

    private Ticket accepted(String claimsWithExpiry) {
        Verdict verdict = verifier.verify(signed(claimsWithExpiry.formatted(in(60))));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).ticket();
    }

    private void assertRefused(String jwt, ErrorCode code, String... words) {
        Verdict.Refused refused = refused(verifier.verify(jwt));
        assertThat(refused.code()).as(refused.message()).isEqualTo(code);
        assertThat(refused.message()).contains(words).doesNotContain("\n", "\u0000");
    }

    private static Verdict.Refused refused(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }

    private static String signed(String claims) {
        return Jwt.of(HEADER, claims, KEY);
    }

    private static String claims(long expiresInSeconds) {
        return "{\"sub\":\"alice\",\"exp\":%d}".formatted(in(expiresInSeconds));
    }

    private static String notBefore(long seconds) {
        return withClaim("nbf", Long.toString(in(seconds)));
    }

    private static String withClaim(String claim, String json) {
        return "{\"sub\":\"alice\",\"exp\":%d,\"%s\":%s}".formatted(in(60), claim, json);
    }

    private static long in(long seconds) {
        return NOW.plusSeconds(seconds).getEpochSecond();
    }
}
