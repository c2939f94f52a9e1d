package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Messages one after another in a stream.
class StreamParserTest {

    private static final String FIRST =
            Wire.options("sip:1@example.net", "Content-Length: 4\n") + "one\n";
    private static final String SECOND = Wire.options("sip:2@example.net", "l: 0\n");

    private final StreamParser parser = new StreamParser(new MessageLimits(1000, 100));

    private List<Parsed> offer(String text, int piece) {
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        List<Parsed> found = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += piece) {
            parser.offer(bytes, i, Math.min(piece, bytes.length - i));
            for (Parsed next = parser.next(); next != null; next = parser.next()) {
                found.add(next);
            }
        }
        return found;
    }

    private static String uri(Parsed parsed) {
        return ((SipRequest) ((Parsed.Understood) parsed).message()).uri().toString();
    }

    @Test
    void findsMessagesHoweverTheyAreCut() {
        for (int piece = 1; piece < 700; piece += 13) {
            String more = FIRST.replace("4\n", "5\n");

            assertThat(offer(more + SECOND + more, piece))
                    .extracting(StreamParserTest::uri)
                    .containsExactly("sip:1@example.net", "sip:2@example.net", "sip:1@example.net");
            assertThat(parser.isInMessage()).isFalse();
        }
    }

    @Test
    void tellsLineEndsBetweenMessages() {
        List<Parsed> found = offer("\n\n" + SECOND + "\n", 1);

        assertThat(found).hasSize(4);
        assertThat(found.getFirst()).isInstanceOf(Parsed.KeepAlive.class);
        assertThat(found.getLast()).isInstanceOf(Parsed.KeepAlive.class);
    }

    @Test
    void waitsForTheRest() {
        assertThat(offer(SECOND.substring(0, 50), 50)).isEmpty();
        assertThat(parser.isInMessage()).isTrue();
    }

    @Test
    void endsWithMessageWithoutLength() {
        List<Parsed> found = offer(Wire.options("sip:1@example.net", "X: y\n") + SECOND, 50);

        assertThat(found).hasSize(1);
        assertThat(((Parsed.Malformed) found.getFirst()).answerable()).isNotNull();
        assertThat(parser.isBroken()).isTrue();
    }

    @Test
    void endsWithTooLongBody() {
        List<Parsed> found = offer(Wire.options("sip:1@example.net", "l: 101\n"), 50);

        assertThat(((Parsed.Malformed) found.getFirst()).status()).isEqualTo(513);
        assertThat(parser.isBroken()).isTrue();
    }

    @Test
    void endsWithTooLongHeaders() {
        List<Parsed> found = offer("x".repeat(5000), 50);

        assertThat(found).hasSize(1);
        assertThat(((Parsed.Malformed) found.getFirst()).status()).isEqualTo(513);
        assertThat(parser.isBroken()).isTrue();
    }

    @Test
    void goesOnAfterMalformedMessage() {
        List<Parsed> found = offer(SECOND.replace("CSeq: 314159 OPTIONS", "CSeq: x") + SECOND, 50);

        assertThat(found).hasSize(2);
        assertThat(found.getFirst()).isInstanceOf(Parsed.Malformed.class);
        assertThat(uri(found.getLast())).isEqualTo("sip:2@example.net");
    }
}
