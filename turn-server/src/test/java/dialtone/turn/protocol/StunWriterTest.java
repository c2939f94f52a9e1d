package dialtone.turn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunWriterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void padsTextsOfAnyLength(int length) {
        String text = "x".repeat(length);

        byte[] bytes =
                StunWriter.request(Method.REFRESH)
                        .user(text, text, text)
                        .software(text)
                        .end(Integrity.longTerm(text, text, "secret"), true);
        StunMessage read = requireNonNull(StunMessage.read(bytes, bytes.length));

        assertThat(read.unknownAttributes()).isEmpty();
        assertThat(read.defect()).isNull();
        assertThat(read.realm()).isEqualTo(text);
        assertThat(read.nonce()).isEqualTo(text);
        assertThat(read.hasFingerprint()).isTrue();
    }
}
