package dialtone.turn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.config.Secret;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class RestCredentialsTest {

    /// `printf '1700000000:alice' | openssl dgst -sha1 -hmac north -binary | base64`
    @Test
    void areWhatOpensslMakesOfTheSameSecret() {
        TurnCredential credential =
                new RestCredentials(new Secret("north"))
                        .mint("alice", Instant.ofEpochSecond(1_700_000_000));

        assertThat(credential.username()).isEqualTo("1700000000:alice");
        assertThat(credential.password().value()).isEqualTo("Cd/49soE35ICqcJF/bCTn8Z4OyE=");
    }

    @Test
    void doNotPrintTheirPassword() {
        TurnCredential credential =
                new RestCredentials(new Secret("north")).mint("alice", Instant.EPOCH);

        assertThat(credential.toString()).doesNotContain(credential.password().value());
    }
}
