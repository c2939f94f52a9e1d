package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dialtone.config.Secret;
import dialtone.turn.auth.AccessTokens;
import dialtone.turn.auth.Authenticator;
import dialtone.turn.auth.Authenticator.Outcome;
import dialtone.turn.auth.RestCredentials;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.protocol.StunMessage;
import dialtone.udp.Remote;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Who is known can be exchanged while requests come.
class AuthenticatorUpdateTest {

    private static final String REALM = "example.org";

    private final TestClock clock = new TestClock();
    private final Remote remote = Remote.of(0, 0x7f00_0001, 4000);
    private final Authenticator authenticator =
            new Authenticator(
                    REALM,
                    Map.of(TestTurn.USER, new Secret(TestTurn.PASSWORD)),
                    List.of(TestTurn.OLD_SECRET),
                    AccessTokens.NONE,
                    clock);
    private String nonce = "";

    @BeforeEach
    void challenge() {
        nonce = authenticator.nonce(remote);
    }

    private boolean isKnown(String username, String password) {
        byte[] bytes =
                StunBytes.of(StunBytes.REFRESH)
                        .withText(StunBytes.USERNAME, username)
                        .withText(StunBytes.REALM, REALM)
                        .withText(StunBytes.NONCE, nonce)
                        .withIntegrity(username, REALM, password)
                        .bytes();
        StunMessage request = requireNonNull(StunMessage.read(bytes, bytes.length));
        return authenticator.judge(request, remote, null) instanceof Outcome.Known;
    }

    private boolean isKnownBySecret(Secret secret) {
        TurnCredential credential =
                new RestCredentials(secret).mint("carol", clock.instant().plusSeconds(60));
        return isKnown(credential.username(), credential.password().value());
    }

    @Test
    void knowsOnlyTheNewUsersAndSecrets() {
        assertThat(isKnown(TestTurn.USER, TestTurn.PASSWORD)).isTrue();
        assertThat(isKnownBySecret(TestTurn.OLD_SECRET)).isTrue();

        authenticator.update(
                Map.of(TestTurn.OTHER_USER, new Secret(TestTurn.OTHER_PASSWORD)),
                List.of(TestTurn.NEW_SECRET),
                AccessTokens.NONE);

        assertThat(isKnown(TestTurn.USER, TestTurn.PASSWORD)).isFalse();
        assertThat(isKnownBySecret(TestTurn.OLD_SECRET)).isFalse();
        assertThat(isKnown(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD)).isTrue();
        assertThat(isKnownBySecret(TestTurn.NEW_SECRET)).isTrue();
    }

    @Test
    void asksForHiddenNamesOnceThereAreNoSecretsAndStillTakesOldNonces() {
        authenticator.update(
                Map.of(TestTurn.USER, new Secret(TestTurn.PASSWORD)), List.of(), AccessTokens.NONE);

        assertThat(nonce).startsWith("obMatJos2AAAB");
        assertThat(authenticator.nonce(remote)).startsWith("obMatJos2AAAD");
        assertThat(isKnown(TestTurn.USER, TestTurn.PASSWORD)).isTrue();
    }
}
