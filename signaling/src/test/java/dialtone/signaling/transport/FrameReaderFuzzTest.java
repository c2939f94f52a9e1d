package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.core.Configuration.ConfigurationCustomizer;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.eclipse.jetty.websocket.core.exception.WebSocketException;
import org.eclipse.jetty.websocket.core.internal.Parser;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Whatever comes, and however it is cut: frames are what Jetty's own parser makes of it.
class FrameReaderFuzzTest {

    private static final int MAX_HEADER = 14;

    private static String words(Frame frame) {
        return String.join(
                " ",
                String.valueOf(frame.getOpCode()),
                frame.isFin() ? "fin" : "part",
                frame.isMasked() ? "masked" : "plain",
                (frame.isRsv1() ? "1" : "-")
                        + (frame.isRsv2() ? "2" : "-")
                        + (frame.isRsv3() ? "3" : "-"),
                HexFormat.of().formatHex(BufferUtil.toArray(frame.getPayload())));
    }

    @FuzzTest(maxDuration = "30s")
    void readsWhatJettyReads(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        int cut = Math.floorMod(bytes[0], bytes.length) + 1;
        List<String> ours = new ArrayList<>();
        List<String> theirs = new ArrayList<>();
        FrameReader reader = new FrameReader();
        Parser parser = new Parser(new ArrayByteBufferPool(), inParts());
        try {
            for (int from = 1; from < bytes.length; from += cut) {
                byte[] read = Arrays.copyOfRange(bytes, from, Math.min(from + cut, bytes.length));
                String refusal = refusal(() -> read(reader, read, ours));
                if (refusal != null) {
                    // Theirs may want to see something of the payload before it says so.
                    byte[] more = Arrays.copyOf(read, read.length + MAX_HEADER);
                    assertThat(refusal(() -> read(parser, more, theirs))).as(refusal).isNotNull();
                    break;
                }
                read(parser, read, theirs);
            }
        } catch (MessageTooLargeException _) {
            // Ours is given on in parts, until the socket says the same.
            return;
        }
        assertThat(ours).isEqualTo(theirs);
    }

    private static ConfigurationCustomizer inParts() {
        ConfigurationCustomizer configuration = new ConfigurationCustomizer();
        configuration.setAutoFragment(true);
        configuration.setMaxFrameSize(0);
        return configuration;
    }

    private static void read(FrameReader reader, byte[] bytes, List<String> frames) {
        reader.read(ByteBuffer.wrap(bytes.clone()), frame -> frames.add(words(frame)));
    }

    private static void read(Parser parser, byte[] bytes, List<String> frames) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.clone());
        while (buffer.hasRemaining()) {
            Frame frame = parser.parse(buffer);
            if (frame != null) {
                frames.add(words(frame));
            }
        }
    }

    private static @Nullable String refusal(Runnable reading) {
        try {
            reading.run();
            return null;
        } catch (MessageTooLargeException e) {
            throw e;
        } catch (WebSocketException e) {
            return e.toString();
        }
    }
}
