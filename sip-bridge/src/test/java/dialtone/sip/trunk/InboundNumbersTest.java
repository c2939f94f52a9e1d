package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class InboundNumbersTest {

    private final InboundNumbers numbers =
            new InboundNumbers(
                    Map.of(
                            "+49 30 123", "user:alice",
                            "030 4567890", "user:ben",
                            "+4930*", "room:berlin",
                            "+4930123*", "room:office",
                            "*", "menu:main"),
                    new Numbers(new NumberingConfig("49", "0", "00")));

    @Test
    void takesTheLongestThatFits() {
        assertThat(numbers.of("+4930123")).isEqualTo("user:alice");
        assertThat(numbers.of("+49301234")).isEqualTo("room:office");
        assertThat(numbers.of("+49309")).isEqualTo("room:berlin");
        assertThat(numbers.of("+33")).isEqualTo("menu:main");
    }

    @Test
    void knowsNumbersHoweverTheyAreWritten() {
        assertThat(numbers.of("+49304567890")).isEqualTo("user:ben");
    }

    @Test
    void knowsNobodyWithoutAnEntry() {
        Numbers plain = new Numbers(NumberingConfig.defaults());

        assertThat(new InboundNumbers(Map.of("+49*", "menu:main"), plain).of("+33")).isNull();
    }
}
