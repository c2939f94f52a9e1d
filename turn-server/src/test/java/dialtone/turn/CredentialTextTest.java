package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/// What names, passwords, realms and nonces may be (RFC 8489 sections 14.3, 14.9 and 14.10, RFC
/// 8265).
class CredentialTextTest extends WithServer {

    private static final String COMPOSED = "Jos\u00e9";
    private static final String DECOMPOSED = "Jose\u0301";

    private StunAnswer allocate(int attribute, byte[] value) throws IOException {
        client.challenge();
        return client.ask(
                client.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp().with(attribute, value)));
    }

    private static byte[] letters(int count) {
        return utf8("x".repeat(count));
    }

    @ParameterizedTest
    @CsvSource({"6, 509", "20, 764", "21, 764"})
    void refusesTextThatIsTooLong(int attribute, int bytes) throws IOException {
        assertThat(allocate(attribute, letters(bytes)).code()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"6, 508, 401", "20, 763, 401", "21, 763, 438"})
    void challengesTextThatIsAsLongAsItMayBe(int attribute, int bytes, int code)
            throws IOException {
        assertThat(allocate(attribute, letters(bytes)).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {StunBytes.USERNAME, StunBytes.REALM, StunBytes.NONCE})
    void refusesTextThatIsNotUtf8(int attribute) throws IOException {
        StunAnswer answer = allocate(attribute, new byte[] {'a', (byte) 0xc3, 'b'});

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.words()).contains("UTF-8");
    }

    @Test
    void knowsANameInTheFormItIsConfiguredInAndInThePreparedOne() throws IOException {
        restart(TestTurn.config().user(DECOMPOSED, "p\u00a0" + DECOMPOSED));

        assertThat(client.as(DECOMPOSED, "p\u00a0" + DECOMPOSED).allocate().code()).isEqualTo(200);
        assertThat(client.as(COMPOSED, "p " + COMPOSED).refresh(600).code()).isEqualTo(200);
        assertThat(client.as(COMPOSED, "p " + COMPOSED + "!").refresh(600).code()).isEqualTo(401);
    }
}
