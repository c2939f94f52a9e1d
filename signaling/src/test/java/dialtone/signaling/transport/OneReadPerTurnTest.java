package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;

class OneReadPerTurnTest {

    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint("abcdef", 0);
    private final OneReadPerTurn turns = new OneReadPerTurn(endPoint);

    private String read() throws IOException {
        ByteBuffer buffer = BufferUtil.allocate(4);
        int filled = turns.fill(buffer);
        return filled + " " + BufferUtil.toString(buffer);
    }

    @Test
    void readsOnceHoweverMuchIsThere() throws IOException {
        turns.beginTurn();

        assertThat(read()).isEqualTo("4 abcd");
        assertThat(read()).isEqualTo("0 ");
    }

    @Test
    void goesOnInTheNextTurn() throws IOException {
        turns.beginTurn();
        read();

        turns.beginTurn();

        assertThat(read()).isEqualTo("2 ef");
    }

    @Test
    void tellsTheEndInATurnOfItsOwn() throws IOException {
        endPoint.addInputEOF();
        turns.beginTurn();
        read();
        turns.beginTurn();
        read();

        turns.beginTurn();

        assertThat(read()).isEqualTo("-1 ");
    }
}
