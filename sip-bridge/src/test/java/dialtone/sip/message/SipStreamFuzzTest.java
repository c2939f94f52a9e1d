package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.util.ArrayList;
import java.util.List;

/// However a stream is cut into pieces, its messages are the same.
class SipStreamFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void findsTheSameInStreamHoweverItIsCut(byte[] bytes) {
        assertThat(inPieces(bytes, 1)).isEqualTo(inPieces(bytes, Math.max(bytes.length, 1)));
    }

    private static List<Parsed> inPieces(byte[] bytes, int piece) {
        StreamParser parser = new StreamParser(MessageLimits.DEFAULT);
        List<Parsed> found = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += piece) {
            parser.offer(bytes, i, Math.min(piece, bytes.length - i));
            for (Parsed next = parser.next(); next != null; next = parser.next()) {
                found.add(next);
            }
        }
        return found;
    }
}
