package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.TokenMaker.Token;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Clients that an authorization server vouches for (RFC 7635).
class AccessTokenTest extends WithServer {

    private static final String SERVER_NAME = "turn.example.org";
    private static final String REALM = "example.org";
    private static final TokenMaker LONG = new TokenMaker(SERVER_NAME, "north", 32);
    private static final TokenMaker SHORT = new TokenMaker(SERVER_NAME, "union", 16);

    private String nonce = "";

    @BeforeEach
    void startWithTokens() throws IOException {
        restart(config());
        challenge();
    }

    private static TestTurn config() {
        return TestTurn.config()
                .oauth(SERVER_NAME, Map.of(LONG.kid(), LONG.key(), SHORT.kid(), SHORT.key()));
    }

    private StunAnswer challenge() throws IOException {
        StunAnswer answer = client.ask(StunBytes.of(StunBytes.ALLOCATE).withUdp());
        nonce = answer.text(StunBytes.NONCE);
        return answer;
    }

    private Token token(int lifetimeSeconds) {
        return LONG.make(clock.instant(), lifetimeSeconds);
    }

    private StunBytes named(int type, String kid, UnaryOperator<StunBytes> attributes) {
        return attributes
                .apply(StunBytes.of(type))
                .withText(StunBytes.USERNAME, kid)
                .withText(StunBytes.REALM, REALM)
                .withText(StunBytes.NONCE, nonce);
    }

    /// Asks with the token itself, as Allocate and Refresh do.
    private StunAnswer show(Token token, int type, UnaryOperator<StunBytes> attributes)
            throws IOException {
        return client.ask(
                named(type, token.kid(), attributes)
                        .with(StunBytes.ACCESS_TOKEN, token.sealed())
                        .withIntegrity(token.clientKey()));
    }

    private StunAnswer allocate(Token token) throws IOException {
        return show(token, StunBytes.ALLOCATE, StunBytes::withUdp);
    }

    private StunAnswer refresh(Token token, int lifetimeSeconds) throws IOException {
        return show(token, StunBytes.REFRESH, r -> r.withInt(StunBytes.LIFETIME, lifetimeSeconds));
    }

    /// Asks with the key of a token that was shown before.
    private StunAnswer permit(Token token) throws IOException {
        return client.ask(
                named(StunBytes.CREATE_PERMISSION, token.kid(), r -> r.withPeer(peer.local()))
                        .withIntegrity(token.clientKey()));
    }

    private void assertRefused(Token token) throws IOException {
        StunAnswer answer = allocate(token);

        assertThat(answer.code()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.text(StunBytes.THIRD_PARTY_AUTHORIZATION)).isEqualTo(SERVER_NAME);
        assertThat(server.allocations()).isEmpty();
    }

    @Test
    void tellsClientsWhatToGetATokenFor() throws IOException {
        StunAnswer answer = challenge();

        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.text(StunBytes.THIRD_PARTY_AUTHORIZATION)).isEqualTo(SERVER_NAME);
    }

    @Test
    void callsItselfByTheRealmWithoutAnotherName() throws IOException {
        restart(TestTurn.config().oauth(null, Map.of(LONG.kid(), LONG.key())));

        assertThat(challenge().text(StunBytes.THIRD_PARTY_AUTHORIZATION)).isEqualTo(REALM);
        assertThat(
                        allocate(new TokenMaker(REALM, "north", 32).make(clock.instant(), 600))
                                .isSuccess())
                .isTrue();
    }

    @Test
    void doesNotAskForHiddenNamesSinceTheIdOfAKeyIsNotFoundByAHash() throws IOException {
        restart(config().withoutSecrets());
        challenge();

        assertThat(nonce).startsWith("obMatJos2AAAB");
    }

    @Test
    void letsInWhoHasATokenAndVouchesForTheAnswerWithItsKey() throws IOException {
        for (TokenMaker maker : new TokenMaker[] {LONG, SHORT}) {
            Token token = maker.make(clock.instant(), 3600);
            StunAnswer answer = allocate(token);

            assertThat(answer.isSuccess()).as(answer.toString()).isTrue();
            assertThat(answer.isMadeWith(token.clientKey())).isTrue();
            assertThat(refresh(token, 0).isSuccess()).isTrue();
        }
    }

    @Test
    void takesSha256Integrity() throws IOException {
        Token token = token(3600);
        StunAnswer answer =
                client.ask(
                        named(StunBytes.ALLOCATE, token.kid(), StunBytes::withUdp)
                                .with(StunBytes.ACCESS_TOKEN, token.sealed())
                                .withIntegritySha256(token.clientKey(), 32));

        assertThat(answer.isSuccess()).as(answer.toString()).isTrue();
        assertThat(answer.isMadeWithSha256(token.clientKey())).isTrue();
    }

    @Test
    void takesTheBeginningOfTheKeyThatCoturnsClientsUse() throws IOException {
        Token token = token(3600);
        byte[] beginning = Arrays.copyOf(token.clientKey(), 16);
        Token coturns = new Token(token.kid(), token.sealed(), beginning);

        assertThat(allocate(coturns).isMadeWith(beginning)).isTrue();
        assertThat(permit(coturns).isSuccess()).isTrue();
        assertThat(permit(new Token(token.kid(), token.sealed(), new byte[16])).code())
                .isEqualTo(401);
    }

    @Test
    void needsTheTokenOnlyToAllocateAndRefresh() throws IOException {
        Token token = token(3600);
        allocate(token);

        assertThat(permit(token).isSuccess()).isTrue();
    }

    @Test
    void aKeyWithoutItsTokenIsNothingWhereItWasNotShown() throws IOException {
        Token token = token(3600);
        StunAnswer answer =
                client.ask(
                        named(StunBytes.ALLOCATE, token.kid(), StunBytes::withUdp)
                                .withIntegrity(token.clientKey()));

        assertThat(answer.code()).isEqualTo(401);
    }

    @Test
    void theTokenShownLastCountsBeItOfAnotherKey() throws IOException {
        Token first = token(3600);
        Token second = SHORT.make(clock.instant(), 3600);
        allocate(first);

        assertThat(refresh(second, 600).isSuccess()).isTrue();

        assertThat(permit(second).isSuccess()).isTrue();
        assertThat(permit(first).code()).isEqualTo(401);
    }

    @Test
    void aPasswordDoesNotUseTheAllocationOfATokenNorTheOtherWayRound() throws IOException {
        Token token = token(3600);
        allocate(token);
        assertThat(client.refresh(600).code()).isEqualTo(441);
        refresh(token, 0);
        client.relay();

        assertThat(refresh(token, 600).code()).isEqualTo(441);
    }

    @Test
    void anAllocationLivesNoLongerThanItsToken() throws IOException {
        Token token = token(100);
        StunAnswer answer = allocate(token);
        assertThat(answer.number(StunBytes.LIFETIME)).isEqualTo(105);

        clock.advance(Duration.ofSeconds(50));

        assertThat(refresh(token, 3600).number(StunBytes.LIFETIME)).isEqualTo(55);
        assertThat(refresh(token(1000), 3600).number(StunBytes.LIFETIME)).isEqualTo(1005);
    }

    @Test
    void anExpiredTokenIsRefusedWithAllocationsThatItMade() throws IOException {
        Token token = token(100);
        allocate(token);
        clock.advance(Duration.ofSeconds(104));
        assertThat(permit(token).isSuccess()).isTrue();

        clock.advance(Duration.ofSeconds(1));

        assertThat(permit(token).code()).isEqualTo(401);
        assertThat(refresh(token, 600).code()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(longs = {-606, -605, 605, 1L << 40, -(1L << 33)})
    void refusesATokenOfAnotherTime(long seconds) throws IOException {
        assertRefused(LONG.make(clock.instant().getEpochSecond() + seconds, 600));
    }

    @Test
    void takesATokenOfAServerWhoseClockIsAhead() throws IOException {
        assertThat(allocate(LONG.make(clock.instant().plusSeconds(100), 600)).isSuccess()).isTrue();
    }

    @Test
    void refusesAnUnknownKey() throws IOException {
        assertRefused(new TokenMaker(SERVER_NAME, "west", 32).make(clock.instant(), 600));
    }

    @Test
    void refusesATokenUnderTheIdOfAnotherKey() throws IOException {
        Token token = token(600);

        assertRefused(new Token(SHORT.kid(), token.sealed(), token.clientKey()));
    }

    @Test
    void refusesATokenForAnotherServer() throws IOException {
        assertRefused(new TokenMaker("other.example.org", "north", 32).make(clock.instant(), 600));
    }

    @Test
    void refusesAMessageThatWasNotMadeWithTheTokensKey() throws IOException {
        assertRefused(new Token(LONG.kid(), token(600).sealed(), new byte[20]));
    }

    @Test
    void refusesATokenWithAChangedBit() throws IOException {
        Token token = token(600);
        for (int i = 0; i < token.sealed().length; i++) {
            byte[] changed = token.sealed();
            changed[i] ^= 1;

            assertRefused(new Token(token.kid(), changed, token.clientKey()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 65, 128, 40_000})
    void refusesAKeyThatIsTooShortOrTooLong(int bytes) throws IOException {
        Token token = LONG.make(clock.instant(), 600, new byte[bytes]);

        assertRefused(new Token(token.kid(), token.sealed(), new byte[20]));
    }

    /// CVE-2026-43994: a token of coturn's was copied to where there was less room for it.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 13, 14, 30, 45, 63, 64, 108, 109, 1000, 60_000})
    void cve202643994TokenOfAnyLengthIsRefused(int length) throws IOException {
        Token token = token(600);

        assertRefused(
                new Token(token.kid(), Arrays.copyOf(token.sealed(), length), token.clientKey()));
        for (int value : new int[] {0, 0x7f, 0xff}) {
            byte[] garbage = new byte[length];
            Arrays.fill(garbage, (byte) value);
            assertRefused(new Token(token.kid(), garbage, token.clientKey()));
        }
        assertThat(allocate(token).isSuccess()).isTrue();
    }

    @Test
    void cve202643994LengthsInATokenAreNotBelieved() throws IOException {
        Token token = token(600);
        for (int claimed : new int[] {0, 11, 13, 256, 0x7fff, 0x8000, 0xffff}) {
            byte[] lying = token.sealed();
            lying[0] = (byte) (claimed >>> 8);
            lying[1] = (byte) claimed;

            assertRefused(new Token(token.kid(), lying, token.clientKey()));
            assertRefused(LONG.makeClaiming(clock.instant(), claimed));
        }
    }

    @Test
    void asksForAnotherNonceWhenOneIsNotItsOwn() throws IOException {
        nonce = "nonsense";

        assertThat(allocate(token(600)).code()).isEqualTo(438);
    }

    @Test
    void quotasCountByToken() throws IOException {
        restart(config().quotas(1, 10));
        challenge();
        Token token = token(600);
        assertThat(allocate(token).isSuccess()).isTrue();
        assertThat(server.allocations())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.username()).isEqualTo(LONG.kid());
                            assertThat(one.user()).startsWith(LONG.kid() + ":");
                        });
        client.close();
        client = connect(address());
        challenge();

        assertThat(allocate(token).code()).isEqualTo(486);
        assertThat(allocate(token(600)).isSuccess()).isTrue();
    }

    @Test
    void withoutKeysTokensAreNotUnderstood() throws IOException {
        restart(TestTurn.config());
        assertThat(challenge().has(StunBytes.THIRD_PARTY_AUTHORIZATION)).isFalse();

        assertThat(allocate(token(600)).code()).isEqualTo(401);
        StunAnswer answer =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withUdp().with(StunBytes.ACCESS_TOKEN, token(600).sealed()));
        assertThat(answer.code()).isEqualTo(420);
        assertThat(answer.unknownAttributes()).containsOnly(StunBytes.ACCESS_TOKEN);
    }

    @Test
    void otherAttributesMustStillBeUnderstood() throws IOException {
        StunAnswer answer =
                show(token(600), StunBytes.ALLOCATE, r -> r.withUdp().withInt(0x7fff, 1));

        assertThat(answer.code()).isEqualTo(420);
        assertThat(answer.unknownAttributes()).containsOnly(0x7fff);
    }

    @Test
    void keysAreExchangedWhileItRuns() throws IOException {
        Token old = token(3600);
        allocate(old);

        server.reconfigure(
                TestTurn.config().oauth("new.example.org", Map.of("west", LONG.key())).build());

        assertThat(permit(old).code()).isEqualTo(401);
        Token fresh = new TokenMaker("new.example.org", "west", 32).make(clock.instant(), 600);
        assertThat(refresh(fresh, 600).isSuccess()).isTrue();
        assertThat(challenge().text(StunBytes.THIRD_PARTY_AUTHORIZATION))
                .isEqualTo("new.example.org");
    }

    @Test
    void theAllocationFollowsItsClientWithAToken() throws IOException {
        Token token = token(3600);
        StunAnswer made =
                show(token, StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.MOBILITY_TICKET));
        byte[] ticket = made.value(StunBytes.MOBILITY_TICKET);
        client.close();
        client = connect(address());
        challenge();

        StunAnswer moved =
                show(token(100), StunBytes.REFRESH, r -> r.with(StunBytes.MOBILITY_TICKET, ticket));

        assertThat(moved.isSuccess()).as(moved.toString()).isTrue();
        assertThat(moved.number(StunBytes.LIFETIME)).isEqualTo(105);
    }
}
