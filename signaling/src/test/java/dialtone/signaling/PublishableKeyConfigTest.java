package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.config.Problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class PublishableKeyConfigTest {

    private static PublishableKeyConfig dialing(String pattern) {
        return new PublishableKeyConfig(
                List.of("https://shop.example"),
                List.of(pattern),
                List.of(),
                null,
                Duration.ofMinutes(5),
                1);
    }

    private static void check(PublishableKeyConfig key, String id, List<String> allowed) {
        Problems problems = new Problems();
        key.check(problems, id, allowed);
        problems.orThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "tel:*", "tel:+*", "sip:*", "user:**"})
    void isNeverForEverything(String pattern) {
        assertThatThrownBy(() -> dialing(pattern))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("far too wide");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:+4930123", "tel:+4930123*", "user:sales", "tel:600"})
    void isForWhatAPageIsFor(String pattern) {
        assertThat(dialing(pattern).dial()).containsExactly(pattern);
    }

    @Test
    void namesItsOrigins() {
        assertThatThrownBy(
                        () ->
                                new PublishableKeyConfig(
                                        List.of("shop.example"),
                                        List.of(),
                                        List.of(),
                                        null,
                                        Duration.ofMinutes(5),
                                        1))
                .hasMessageContaining("'shop.example' is no origin");
        assertThatThrownBy(() -> check(PublishableKeyConfig.defaults(), "pk_shop", List.of()))
                .hasMessageContaining("publishable-keys.pk_shop.origins")
                .hasMessageContaining("publishable-keys.pk_shop.dial");
    }

    @Test
    void isForOriginsThatMayConnect() {
        PublishableKeyConfig key = dialing("tel:600");

        check(key, "pk_shop", List.of());
        check(key, "pk_shop", List.of("https://shop.example"));
        assertThatThrownBy(() -> check(key, "pk_shop", List.of("https://other.example")))
                .hasMessageContaining("add it to allowed-origins too");
    }

    @Test
    void isAKeyWithoutSpaces() {
        assertThatThrownBy(() -> check(dialing("tel:600"), "pk shop", List.of()))
                .hasMessageContaining("is no key");
    }
}
