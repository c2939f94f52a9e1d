package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// Names that stand in requests only as a hash (RFC 8489 section 14.4).
class UserHashTest extends WithServer {

    private static final String REALM = "example.org";
    private static final byte[] OFFER = {0, 2, 0, 0, 0, 1, 0, 0};
    private static final byte[] CHOOSES_SHA256 = {0, 2, 0, 0};

    private StunBytes hidden(int type, byte[] userHash) throws IOException {
        client.challenge();
        return StunBytes.of(type)
                .withUdp()
                .with(StunBytes.USERHASH, userHash)
                .withText(StunBytes.REALM, client.realm())
                .withText(StunBytes.NONCE, client.nonce())
                .with(StunBytes.PASSWORD_ALGORITHMS, OFFER)
                .with(StunBytes.PASSWORD_ALGORITHM, CHOOSES_SHA256);
    }

    private StunAnswer allocate(String username, String password) throws IOException {
        byte[] key = StunBytes.longTermKeySha256(username, REALM, password);
        byte[] hash = StunBytes.userHash(username, REALM);
        return client.ask(hidden(StunBytes.ALLOCATE, hash).withIntegritySha256(key, 32));
    }

    private String firstBits() throws IOException {
        return client.challenge().nonce().substring(0, 13);
    }

    @Test
    void knowsAUserByTheHashOfTheName() throws IOException {
        StunAnswer answer = allocate(TestTurn.USER, TestTurn.PASSWORD);

        byte[] key = StunBytes.longTermKeySha256(TestTurn.USER, REALM, TestTurn.PASSWORD);
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.isMadeWithSha256(key)).isTrue();
        assertThat(answer.has(StunBytes.USERHASH)).isFalse();
        assertThat(answer.has(StunBytes.USERNAME)).isFalse();
    }

    @Test
    void letsAUserGoOnUnderTheNameAfterTheHash() throws IOException {
        allocate(TestTurn.USER, TestTurn.PASSWORD);

        assertThat(client.refresh(600).code()).isEqualTo(200);
    }

    @Test
    void answersAnUnknownHashLikeAWrongPassword() throws IOException {
        StunAnswer wrongPassword = allocate(TestTurn.USER, "nonsense");
        StunAnswer unknown = allocate("nobody", TestTurn.PASSWORD);

        assertThat(unknown.code()).isEqualTo(401);
        assertThat(unknown.words()).isEqualTo(wrongPassword.words());
        assertThat(unknown.has(StunBytes.NONCE)).isTrue();
        assertThat(unknown.has(StunBytes.USERHASH)).isFalse();
        assertThat(unknown.value(StunBytes.PASSWORD_ALGORITHMS))
                .isEqualTo(wrongPassword.value(StunBytes.PASSWORD_ALGORITHMS));
    }

    @Test
    void refusesAHashOfAnotherLength() throws IOException {
        byte[] key = StunBytes.longTermKeySha256(TestTurn.USER, REALM, TestTurn.PASSWORD);
        StunBytes request = hidden(StunBytes.ALLOCATE, new byte[31]).withIntegritySha256(key, 32);

        assertThat(client.ask(request).code()).isEqualTo(400);
    }

    @Test
    void refusesANameAndAHashAtOnce() throws IOException {
        byte[] key = StunBytes.longTermKeySha256(TestTurn.USER, REALM, TestTurn.PASSWORD);
        StunBytes request =
                hidden(StunBytes.ALLOCATE, StunBytes.userHash(TestTurn.USER, REALM))
                        .withText(StunBytes.USERNAME, TestTurn.OTHER_USER)
                        .withIntegritySha256(key, 32);

        assertThat(client.ask(request).code()).isEqualTo(400);
    }

    /// A client must hide its name where it is told to, and a credential made with a secret could
    /// not be found then.
    @Test
    void asksForHiddenNamesOnlyWhereNoSecretMakesNames() throws IOException {
        assertThat(firstBits()).isEqualTo("obMatJos2AAAB");

        restart(TestTurn.config().withoutSecrets());

        assertThat(firstBits()).isEqualTo("obMatJos2AAAD");
        assertThat(allocate(TestTurn.USER, TestTurn.PASSWORD).code()).isEqualTo(200);
    }

    @Test
    void doesNotFindATimeLimitedCredentialByItsHash() throws IOException {
        TurnCredential credential =
                new RestCredentials(TestTurn.NEW_SECRET)
                        .mint("carol", clock.instant().plusSeconds(60));

        StunAnswer answer = allocate(credential.username(), credential.password().value());

        assertThat(answer.code()).isEqualTo(401);
    }
}
