package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;

/// What RFC 8489 added to long-term credentials: SHA-256, and that nobody in between can talk the
/// two sides down to less than both know (sections 9.2.4, 14.6, 14.11 and 14.12).
class Sha256AuthenticationTest extends WithServer {

    private static final String REALM = "example.org";
    private static final byte[] OFFER = {0, 2, 0, 0, 0, 1, 0, 0};
    private static final byte[] CHOOSES_SHA256 = {0, 2, 0, 0};
    private static final byte[] CHOOSES_MD5 = {0, 1, 0, 0};
    private static final byte[] KEY =
            StunBytes.longTermKeySha256(TestTurn.USER, REALM, TestTurn.PASSWORD);
    private static final byte[] MD5_KEY =
            StunBytes.longTermKey(TestTurn.USER, REALM, TestTurn.PASSWORD);

    /// An Allocate of a user, but for the algorithms and the integrity.
    private StunBytes named(String username) throws IOException {
        client.challenge();
        return StunBytes.of(StunBytes.ALLOCATE)
                .withUdp()
                .withText(StunBytes.USERNAME, username)
                .withText(StunBytes.REALM, client.realm())
                .withText(StunBytes.NONCE, client.nonce());
    }

    private StunBytes agreed(byte[] choice) throws IOException {
        return named(TestTurn.USER)
                .with(StunBytes.PASSWORD_ALGORITHMS, OFFER)
                .with(StunBytes.PASSWORD_ALGORITHM, choice);
    }

    private double failures(String reason) {
        return registry.get("dialtone.turn.auth.failures").tag("reason", reason).counter().count();
    }

    @Test
    void offersItsAlgorithmsTheStrongerFirst() throws IOException {
        StunAnswer challenge = client.ask(StunBytes.of(StunBytes.ALLOCATE).withUdp());

        assertThat(challenge.value(StunBytes.PASSWORD_ALGORITHMS)).isEqualTo(OFFER);
        assertThat(challenge.text(StunBytes.NONCE))
                .startsWith("obMatJos2AAAB")
                .hasSizeLessThan(128);
    }

    @Test
    void knowsAUserByTheKeyOfSha256AndAnswersInKind() throws IOException {
        StunAnswer answer =
                client.ask(agreed(CHOOSES_SHA256).withIntegritySha256(KEY, 32).withFingerprint());

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(KEY)).isTrue();
        assertThat(answer.has(StunBytes.MESSAGE_INTEGRITY)).isFalse();
        assertThat(answer.hasRightFingerprint()).isTrue();
    }

    @Test
    void vouchesForRefusalsInKindToo() throws IOException {
        client.ask(agreed(CHOOSES_SHA256).withIntegritySha256(KEY, 32));
        StunAnswer answer = client.ask(agreed(CHOOSES_SHA256).withIntegritySha256(KEY, 32));

        assertThat(answer.code()).isEqualTo(437);
        assertThat(answer.isMadeWithSha256(KEY)).isTrue();
    }

    @Test
    void knowsAUserByTheKeyOfMd5WhenTheClientChoseIt() throws IOException {
        StunAnswer answer = client.ask(agreed(CHOOSES_MD5).withIntegritySha256(MD5_KEY, 32));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(MD5_KEY)).isTrue();
    }

    @Test
    void answersWhoAgreedOnAnAlgorithmWithSha256EvenToSha1() throws IOException {
        StunAnswer answer = client.ask(agreed(CHOOSES_SHA256).withIntegrity(KEY));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(KEY)).isTrue();
    }

    @Test
    void takesNoAlgorithmForMd5() throws IOException {
        StunAnswer sha256Key = client.ask(named(TestTurn.USER).withIntegritySha256(KEY, 32));
        StunAnswer md5Key = client.ask(named(TestTurn.USER).withIntegritySha256(MD5_KEY, 32));

        assertThat(sha256Key.code()).isEqualTo(401);
        assertThat(md5Key.code()).isEqualTo(200);
        assertThat(md5Key.isMadeWithSha256(MD5_KEY)).isTrue();
    }

    @Test
    void answersClientsOfRfc5389WithSha1() throws IOException {
        StunAnswer answer = client.allocate();

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWith(MD5_KEY)).isTrue();
        assertThat(answer.has(StunBytes.MESSAGE_INTEGRITY_SHA256)).isFalse();
        assertThat(answer.has(StunBytes.PASSWORD_ALGORITHMS)).isFalse();
    }

    @Test
    void checksSha256AloneWhenBothAreThere() throws IOException {
        byte[] wrong = StunBytes.longTermKeySha256(TestTurn.USER, REALM, "nonsense");
        StunAnswer wrongSha256 =
                client.ask(
                        agreed(CHOOSES_SHA256).withIntegrity(KEY).withIntegritySha256(wrong, 32));
        StunAnswer wrongSha1 =
                client.ask(
                        agreed(CHOOSES_SHA256).withIntegrity(wrong).withIntegritySha256(KEY, 32));

        assertThat(wrongSha256.code()).isEqualTo(401);
        assertThat(wrongSha1.code()).isEqualTo(200);
        assertThat(wrongSha1.isMadeWithSha256(KEY)).isTrue();
        assertThat(wrongSha1.has(StunBytes.MESSAGE_INTEGRITY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 24, 28, 32})
    void takesSha256CutDownToHalf(int bytes) throws IOException {
        StunAnswer answer = client.ask(agreed(CHOOSES_SHA256).withIntegritySha256(KEY, bytes));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(KEY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 15, 17, 30, 36})
    void refusesSha256OfAnotherLength(int bytes) throws IOException {
        StunAnswer answer = client.ask(agreed(CHOOSES_SHA256).withIntegritySha256(KEY, bytes));

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.words()).contains("16 to 32");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void refusesAChangedSha256HoweverLong(int bytes) throws IOException {
        byte[] value = new byte[bytes];
        StunBytes request = agreed(CHOOSES_SHA256).with(StunBytes.MESSAGE_INTEGRITY_SHA256, value);

        assertThat(client.ask(request).code()).isEqualTo(401);
    }

    /// The offer as hex, and the choice; `-` for none.
    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "-, 00020000, a choice without an offer",
        "0002000000010000, -, an offer without a choice",
        "00010000, 00010000, an offer of MD5 alone",
        "0001000000020000, 00010000, an offer in another order",
        "00020000000100000003000000, 00020000, an offer of more",
        "0002000000010000, 00030000, a choice of none of them",
        "0002000000010000, 0002000400000000, a choice with parameters",
        "0002000000010000, 0002, half a choice",
    })
    void refusesWhatSomebodyInBetweenWouldMake(String offer, String choice, String what)
            throws IOException {
        StunBytes request = named(TestTurn.USER);
        if (!offer.equals("-")) {
            request.with(StunBytes.PASSWORD_ALGORITHMS, hex(offer));
        }
        if (!choice.equals("-")) {
            request.with(StunBytes.PASSWORD_ALGORITHM, hex(choice));
        }
        byte[] key = choice.equals("00010000") ? MD5_KEY : KEY;
        StunAnswer answer = client.ask(request.withIntegritySha256(key, 32));

        assertThat(answer.code()).as(what).isEqualTo(400);
        assertThat(answer.has(StunBytes.NONCE)).isFalse();
        assertThat(failures("password-algorithm")).isOne();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /// Somebody in between hides from the client that algorithms were offered.
    @ParameterizedTest
    @ValueSource(strings = {"obMatJos2AAAA", "obMatJos2AAAC", "obMatJos2!!!!", "xbMatJos2AAAB"})
    void doesNotTakeANonceWhoseBitsWereChanged(String beginning) throws IOException {
        client.challenge();
        String changed = beginning + client.nonce().substring(beginning.length());

        StunAnswer answer = client.withNonce(changed).allocate();

        assertThat(answer.code()).isEqualTo(438);
        assertThat(answer.value(StunBytes.PASSWORD_ALGORITHMS)).isEqualTo(OFFER);
    }

    @Test
    void challengesAWrongChoiceWhoseNonceIsOfAnotherServer() throws IOException {
        client.challenge();
        StunBytes request =
                StunBytes.of(StunBytes.ALLOCATE)
                        .withUdp()
                        .withText(StunBytes.USERNAME, TestTurn.USER)
                        .withText(StunBytes.REALM, client.realm())
                        .withText(StunBytes.NONCE, "of another server")
                        .with(StunBytes.PASSWORD_ALGORITHM, CHOOSES_MD5)
                        .withIntegrity(MD5_KEY);

        assertThat(client.ask(request).code()).isEqualTo(438);
    }

    @Test
    void saysThatThePasswordIsWrongBeforeThatTheNonceIsStale() throws IOException {
        client.challenge();
        clock.advance(Duration.ofHours(2));

        assertThat(client.as(TestTurn.USER, "nonsense").allocate().code()).isEqualTo(401);
        assertThat(client.as(TestTurn.USER, TestTurn.PASSWORD).allocate().code()).isEqualTo(438);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void heedsNothingThatStandsBetweenAndAfterTheIntegrities(boolean withSha1) throws IOException {
        StunBytes request = agreed(CHOOSES_SHA256);
        if (withSha1) {
            request.withIntegrity(KEY).withInt(StunBytes.DONT_FRAGMENT, 0);
        }
        StunAnswer answer =
                client.ask(
                        request.withIntegritySha256(KEY, 32)
                                .withInt(StunBytes.DONT_FRAGMENT, 0)
                                .withIntegritySha256(MD5_KEY, 32)
                                .withIntegrity(MD5_KEY)
                                .withFingerprint());

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(KEY)).isTrue();
        assertThat(answer.hasRightFingerprint()).isTrue();
    }

    @Test
    void knowsTimeLimitedCredentialsByBothAlgorithms() throws IOException {
        TurnCredential credential =
                new RestCredentials(TestTurn.OLD_SECRET)
                        .mint("carol", clock.instant().plusSeconds(60));
        String username = credential.username();
        String password = credential.password().value();
        byte[] key = StunBytes.longTermKeySha256(username, REALM, password);
        StunAnswer sha256 =
                client.ask(
                        named(username)
                                .with(StunBytes.PASSWORD_ALGORITHMS, OFFER)
                                .with(StunBytes.PASSWORD_ALGORITHM, CHOOSES_SHA256)
                                .withIntegritySha256(key, 32));

        StunAnswer md5 = client.as(username, password).refresh(600);

        assertThat(sha256.code()).isEqualTo(200);
        assertThat(sha256.isMadeWithSha256(key)).isTrue();
        assertThat(md5.code()).isEqualTo(200);
    }
}
