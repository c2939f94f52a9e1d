package dialtone.turn.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RelayPortsTest {

    private static final int MIN = 50_001;
    private static final int MAX = 50_100;

    private final RelayPorts ports = new RelayPorts(MIN, MAX);

    private List<Integer> takeAll(boolean isEven) {
        List<Integer> taken = new ArrayList<>();
        for (int port = ports.take(isEven); port != 0; port = ports.take(isEven)) {
            taken.add(port);
        }
        return taken;
    }

    @Test
    void gaveEachPortOnceWhenNoneIsLeft() {
        List<Integer> taken = takeAll(false);

        assertThat(taken).hasSize(100).doesNotHaveDuplicates();
        assertThat(taken).allMatch(port -> MIN <= port && port <= MAX);
        assertThat(ports.used()).isEqualTo(ports.capacity());
    }

    @Test
    void drawsThemInNoOrder() {
        List<Integer> taken = takeAll(false);

        assertThat(taken).isNotEqualTo(taken.stream().sorted().toList());
    }

    @Test
    void givesEvenPortsOnlyWhenAsked() {
        List<Integer> taken = takeAll(true);

        assertThat(taken).hasSize(50).doesNotHaveDuplicates().allMatch(port -> port % 2 == 0);
    }

    @Test
    void givesAPortAgainThatWasGivenBack() {
        takeAll(false);

        ports.give(MIN + 7);

        assertThat(ports.take(false)).isEqualTo(MIN + 7);
        assertThat(ports.take(false)).isZero();
    }

    @Test
    void takesPairsUntilOnlySinglesAreLeft() {
        RelayPorts ports = new RelayPorts(1001, 1006);

        int first = ports.takePair();
        int second = ports.takePair();

        assertThat(List.of(first, second)).containsExactlyInAnyOrder(1002, 1004);
        assertThat(ports.takePair()).isZero();
        assertThat(ports.used()).isEqualTo(4);
        assertThat(ports.take(false)).isIn(1001, 1006);
    }
}
