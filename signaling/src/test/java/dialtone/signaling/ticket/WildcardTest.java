package dialtone.signaling.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;

class WildcardTest {

    @ParameterizedTest
    @CsvSource({
        "*, anything",
        "*, ''",
        "**, ''",
        "user:*, user:alice",
        "user:*, user:",
        "tel:+1*, tel:+15551234567",
        "*-standup, team-standup",
        "a*b*c, aXbYc",
        "a*b*c, abc",
        "a*b*c, abbcc",
        "*aba*, xababa",
        "standup, standup",
        "a.c, a.c",
    })
    void matches(String pattern, String text) {
        assertThat(Wildcard.matches(pattern, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "user:*, users:alice",
        "tel:+1*, tel:+445551234567",
        "tel:+1*, xtel:+1555",
        "standup, Standup",
        "standup, standup2",
        "standup, ''",
        "a.c, abc",
        "ab*ba, aba",
        "a*b*c, acb",
        "a*bc*c, abc",
        "*x, xy",
        "a?c, abc",
        "'', a",
    })
    void doesNotMatch(String pattern, String text) {
        assertThat(Wildcard.matches(pattern, text)).isFalse();
    }

    @Test
    void agreesWithARegularExpression() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        for (int i = 0; i < 50_000; i++) {
            String pattern = word(random, "ab*", 7);
            String text = word(random, "ab", 9);
            String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");

            assertThat(Wildcard.matches(pattern, text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(text.matches(regex));
        }
    }

    @Test
    void isNotSlowWhereBacktrackingWouldNeverEnd() {
        String pattern = "a*".repeat(127) + "b";
        String text = "a".repeat(256);

        assertThat(Wildcard.matches(pattern, text)).isFalse();
    }

    private static String word(RandomGenerator random, String alphabet, int maxLength) {
        StringBuilder word = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        while (word.length() < length) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }
}
