package dialtone.turn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names and passwords, prepared after RFC 8265.
class OpaqueStringTest {

    @Test
    void makesEverySpaceASpace() {
        assertThat(OpaqueString.prepare("correct\u00a0horse\u3000battery"))
                .isEqualTo("correct horse battery");
    }

    @Test
    void composesCharacters() {
        assertThat(OpaqueString.prepare("e\u0301")).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"マトリックス", "π²", "Jack of ♦s", "TheMatrIX", "a:b"})
    void leavesTheRest(String text) {
        assertThat(OpaqueString.prepare(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "my cat is a \t", "a\u00adb", "\u200b", "\ue000", "\uffff", "\ud800"})
    void refusesWhatNobodySees(String text) {
        assertThat(OpaqueString.prepare(text)).isNull();
    }
}
