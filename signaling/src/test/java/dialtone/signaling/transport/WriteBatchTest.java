package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class WriteBatchTest {

    private final List<String> happened = new ArrayList<>();
    private final CoreSession one = new Connection("one");
    private final CoreSession other = new Connection("other");

    private final class Connection extends CoreSession.Empty {

        private final String name;

        Connection(String name) {
            this.name = name;
        }

        @Override
        public void flush(Callback callback) {
            happened.add("flush " + name);
            // As the end of a write may: what it sends does not wait.
            assertThat(WriteBatch.takes(this)).isFalse();
        }
    }

    @Test
    void flushesEachConnectionOnceWhenTheReadingIsOver() {
        WriteBatch.during(
                () -> {
                    assertThat(WriteBatch.takes(one)).isTrue();
                    assertThat(WriteBatch.takes(other)).isTrue();
                    assertThat(WriteBatch.takes(one)).isTrue();
                    happened.add("read");
                });

        assertThat(happened)
                .startsWith("read")
                .containsExactlyInAnyOrder("read", "flush one", "flush other");
    }

    @Test
    void nothingWaitsOtherwise() {
        assertThat(WriteBatch.takes(one)).isFalse();

        WriteBatch.during(() -> happened.add("read"));

        assertThat(happened).containsExactly("read");
    }

    @Test
    void oneInsideOfAnotherIsPartOfIt() {
        WriteBatch.during(
                () -> {
                    WriteBatch.during(() -> assertThat(WriteBatch.takes(one)).isTrue());
                    happened.add("read");
                });

        assertThat(happened).containsExactly("read", "flush one");
    }

    @Test
    void whatWasSentLeavesAlsoWhenTheReadingFails() {
        assertThatThrownBy(
                        () ->
                                WriteBatch.during(
                                        () -> {
                                            boolean _ = WriteBatch.takes(one);
                                            throw new IllegalStateException("a defect");
                                        }))
                .hasMessage("a defect");

        assertThat(happened).containsExactly("flush one");
        assertThat(WriteBatch.takes(one)).isFalse();
    }
}
