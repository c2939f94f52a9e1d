package dialtone.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class RawJsonTest {

    private final byte[] message = "{'a': [1] }".getBytes(StandardCharsets.UTF_8);
    private final RawJson slice = new RawJson(message, 6, 3);

    @Test
    void isTheTextOfItsSlice() {
        assertThat(slice).hasToString("[1]").isEqualTo(RawJson.of("[1]"));
        assertThat(slice.hashCode()).isEqualTo(RawJson.of("[1]").hashCode());
        assertThat(slice.length()).isEqualTo(3);
    }

    @Test
    void copiesWithoutTheMessageItCameIn() {
        RawJson copy = slice.copy();

        Arrays.fill(message, (byte) ' ');

        assertThat(copy).hasToString("[1]");
    }
}
