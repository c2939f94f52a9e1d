package dialtone.signaling.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.ProtocolException;
import org.eclipse.jetty.websocket.core.internal.Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Frames are made by Jetty's generator here.
class FrameReaderTest {

    private static final byte[] MASK = {(byte) 0x9f, 0x03, (byte) 0x80, 0x5a};

    private final List<Frame> frames = new ArrayList<>();
    private final FrameReader reader = new FrameReader();

    private static byte[] wire(Frame... all) {
        ByteBuffer wire = BufferUtil.allocate(1 << 17);
        for (Frame frame : all) {
            new Generator().generateWholeFrame(frame, wire);
        }
        return BufferUtil.toArray(wire);
    }

    private static Frame masked(byte opCode, boolean isFin, byte[] payload) {
        // Masked where it is written.
        return new Frame(opCode, isFin, ByteBuffer.wrap(payload.clone())).setMask(MASK.clone());
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 37 + length);
        }
        return bytes;
    }

    private void read(byte[] wire, int from, int to) {
        reader.read(ByteBuffer.wrap(wire, from, to - from), frames::add);
    }

    private byte[] payloads() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.writeBytes(BufferUtil.toArray(frame.getPayload())));
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 4000, 65_535, 65_536})
    void givesOnWhatCameAtOnce(int length) {
        byte[] payload = bytes(length);
        byte[] wire = wire(masked(OpCode.TEXT, true, payload));

        read(wire, 0, wire.length);

        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().getOpCode()).isEqualTo(OpCode.TEXT);
        assertThat(frames.getFirst().isFin()).isTrue();
        assertThat(frames.getFirst().isMasked()).isTrue();
        assertThat(payloads()).isEqualTo(payload);
    }

    @Test
    void putsNothingWrongWhereverTheBytesAreCut() {
        byte[] payload = bytes(43);
        byte[] wire = wire(masked(OpCode.TEXT, true, payload));
        for (int one = 0; one <= wire.length; one++) {
            for (int other = one; other <= wire.length; other++) {
                frames.clear();

                read(wire, 0, one);
                read(wire, one, other);
                read(wire, other, wire.length);

                assertThat(payloads()).isEqualTo(payload);
                assertThat(frames.getFirst().getOpCode()).isEqualTo(OpCode.TEXT);
                assertThat(frames.stream().skip(1))
                        .allMatch(frame -> frame.getOpCode() == OpCode.CONTINUATION);
                assertThat(frames.getLast().isFin()).isTrue();
                assertThat(frames.stream().limit(frames.size() - 1)).noneMatch(Frame::isFin);
            }
        }
    }

    @Test
    void givesOnControlFramesWholeHoweverTheyCome() {
        byte[] reason = "so long".getBytes(StandardCharsets.UTF_8);
        byte[] wire =
                wire(
                        masked(OpCode.TEXT, false, bytes(3)),
                        masked(OpCode.PING, true, bytes(125)),
                        masked(OpCode.PONG, true, bytes(0)),
                        masked(OpCode.CONTINUATION, true, bytes(2)),
                        new CloseStatus(1000, new String(reason, StandardCharsets.UTF_8))
                                .toFrame()
                                .setMask(MASK.clone()));

        for (int i = 0; i < wire.length; i++) {
            read(wire, i, i + 1);
        }

        assertThat(frames)
                .extracting(Frame::getOpCode)
                .containsExactly(
                        OpCode.TEXT,
                        OpCode.CONTINUATION,
                        OpCode.CONTINUATION,
                        OpCode.PING,
                        OpCode.PONG,
                        OpCode.CONTINUATION,
                        OpCode.CONTINUATION,
                        OpCode.CLOSE);
        assertThat(BufferUtil.toArray(frames.get(3).getPayload())).isEqualTo(bytes(125));
        CloseStatus status = CloseStatus.getCloseStatus(frames.getLast());
        assertThat(status.getCode()).isEqualTo(1000);
        assertThat(status.getReason()).isEqualTo("so long");
    }

    @Test
    void givesOnSeveralFramesOfOneRead() {
        byte[] wire =
                wire(
                        masked(OpCode.TEXT, true, bytes(5)),
                        masked(OpCode.TEXT, true, bytes(300)),
                        masked(OpCode.TEXT, true, bytes(6)));

        read(wire, 0, wire.length);

        assertThat(frames).extracting(Frame::getPayloadLength).containsExactly(5, 300, 6);
    }

    @Test
    void tellsWhatWasNotMasked() {
        byte[] wire = wire(new Frame(OpCode.TEXT, true, ByteBuffer.wrap(bytes(9))));

        read(wire, 0, wire.length);

        assertThat(frames.getFirst().isMasked()).isFalse();
        assertThat(payloads()).isEqualTo(bytes(9));
    }

    @Test
    void takesNoMemoryForWhatIsOnlyPromised() {
        byte[] wire = {
            (byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 'h', 'i'
        };

        read(wire, 0, wire.length);

        assertThat(payloads()).asString(StandardCharsets.UTF_8).isEqualTo("hi");
        assertThat(frames.getFirst().isFin()).isFalse();
    }

    @Test
    void refusesWhatIsNoFrame() {
        assertThatThrownBy(() -> read(new byte[] {(byte) 0x83}, 0, 1))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("opcode");
        assertThatThrownBy(
                        () -> new FrameReader().read(ByteBuffer.wrap(new byte[] {9}), frames::add))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("in parts");
        byte[] longPing = {(byte) 0x89, (byte) 0xfe, 0, 126};
        assertThatThrownBy(() -> new FrameReader().read(ByteBuffer.wrap(longPing), frames::add))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("126 bytes");
        byte[] tooLong = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1};
        assertThatThrownBy(() -> new FrameReader().read(ByteBuffer.wrap(tooLong), frames::add))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("63 bits");
        assertThat(frames).isEmpty();
    }
}
