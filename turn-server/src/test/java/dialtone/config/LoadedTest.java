package dialtone.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class LoadedTest {

    record Inner(int most) {}

    record Outer(int first, Inner inner, int last) {}

    record Whole(Outer outer, Inner next) {}

    private static final Whole DEFAULTS = new Whole(new Outer(1, new Inner(2), 3), new Inner(4));

    @Test
    void printsSectionsWithinSections() {
        Loaded<Whole> loaded =
                new ConfigLoader<>(DEFAULTS, Set.of())
                        .load(new Sources(null, Map.of(), List.of(), List.of()));

        assertThat(loaded.print())
                .isEqualTo(
                        """
                        outer:
                          first: 1
                          inner:
                            most: 2
                          last: 3

                        next:
                          most: 4
                        """);
    }
}
