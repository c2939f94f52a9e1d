package dialtone.signaling.transport;

import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.ProtocolException;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/// Finds the frames in what a client sends (RFC 6455 section 5.2), and takes off the masks of data,
/// eight bytes at a time: four at a time, as Jetty's parser does, that was a fifth of all work with
/// a session description.
///
/// Data frames are given on in parts as they come, so nothing is kept of them here and no memory is
/// taken for what a header only promises; control frames are given on whole, with their masks.
/// Whether frames are allowed as they are, and in their order, is for Jetty to check.
///
/// Threading: for one thread at a time, the one that reads the connection.
final class FrameReader {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final byte FIN = (byte) 0x80;
    private static final byte[] NOTHING = {};

    /// Says that a frame was masked; there is nothing left to take off.
    private static final byte[] WAS_MASKED = new byte[4];

    /// A frame of data, or a part of one, in an array that nobody else has.
    static final class Data extends Frame {

        private final byte[] bytes;

        Data(byte first, boolean wasMasked, byte[] bytes) {
            super(first, wasMasked ? WAS_MASKED : null, ByteBuffer.wrap(bytes));
            this.bytes = bytes;
        }

        /// The payload, which is the caller's.
        byte[] bytes() {
            return bytes;
        }
    }

    private enum Step {
        FIRST,
        LENGTH,
        MORE_LENGTH,
        MASK,
        PAYLOAD
    }

    private Step step = Step.FIRST;
    private byte first;
    private boolean isMasked;
    private int mask;

    /// Of the length or the mask.
    private int missingBytes;

    /// Of the payload, without what was given on.
    private long length;

    /// What came of a control frame's payload.
    private byte[] control = NOTHING;

    /// Gives on all frames, or parts of them, that the bytes hold, in order.
    ///
    /// Hot path: called per read.
    ///
    /// @param bytes are read to their end
    /// @throws ProtocolException if the other end does not speak WebSocket; nothing more can be
    // read
    void read(ByteBuffer bytes, Consumer<Frame> receiver) {
        while (bytes.hasRemaining()) {
            if (step == Step.PAYLOAD) {
                payload(bytes, receiver);
            } else {
                header(bytes.get());
                if (step == Step.PAYLOAD && length == 0) {
                    payload(bytes, receiver);
                }
            }
        }
    }

    private void header(byte next) {
        switch (step) {
            case FIRST -> {
                first = next;
                if (!OpCode.isKnown(OpCode.getOpCode(first))) {
                    throw new ProtocolException("Unknown opcode: " + OpCode.getOpCode(first));
                }
                if (isControl() && (first & FIN) == 0) {
                    throw new ProtocolException("A control frame in parts");
                }
                step = Step.LENGTH;
            }
            case LENGTH -> {
                isMasked = (next & 0x80) != 0;
                length = next & 0x7f;
                if (length > Frame.MAX_CONTROL_PAYLOAD) {
                    missingBytes = length == 126 ? Short.BYTES : Long.BYTES;
                    length = 0;
                    step = Step.MORE_LENGTH;
                } else {
                    lengthIsKnown();
                }
            }
            case MORE_LENGTH -> {
                length = (length << Byte.SIZE) | (next & 0xff);
                if (--missingBytes == 0) {
                    lengthIsKnown();
                }
            }
            case MASK -> {
                mask = (mask << Byte.SIZE) | (next & 0xff);
                if (--missingBytes == 0) {
                    step = Step.PAYLOAD;
                }
            }
            case PAYLOAD -> throw new IllegalStateException("the header is over");
        }
    }

    private void lengthIsKnown() {
        if (length < 0) {
            throw new ProtocolException("A length of more than 63 bits");
        }
        if (isControl() && length > Frame.MAX_CONTROL_PAYLOAD) {
            throw new ProtocolException("A control frame of " + length + " bytes");
        }
        missingBytes = Integer.BYTES;
        step = isMasked ? Step.MASK : Step.PAYLOAD;
    }

    private boolean isControl() {
        return OpCode.isControlFrame(OpCode.getOpCode(first));
    }

    private void payload(ByteBuffer bytes, Consumer<Frame> receiver) {
        byte[] part = new byte[(int) Math.min(length, bytes.remaining())];
        bytes.get(part);
        length -= part.length;
        if (isControl()) {
            control = control.length == 0 ? part : joined(control, part);
            if (length == 0) {
                byte[] whole = control;
                control = NOTHING;
                step = Step.FIRST;
                receiver.accept(controlFrame(whole));
            }
            return;
        }
        if (isMasked) {
            unmask(part);
        }
        boolean isWhole = length == 0;
        byte now = isWhole ? first : (byte) (first & ~FIN);
        if (isWhole) {
            step = Step.FIRST;
        } else {
            first = (byte) ((first & FIN) | OpCode.CONTINUATION);
            mask = Integer.rotateLeft(mask, Byte.SIZE * (part.length % Integer.BYTES));
        }
        receiver.accept(new Data(now, isMasked, part));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /// Jetty takes off its mask, and reads what a frame says that ends the connection.
    private Frame controlFrame(byte[] payload) {
        byte[] itsMask = isMasked ? ByteBuffer.allocate(Integer.BYTES).putInt(mask).array() : null;
        return new Frame.Parsed(first, itsMask, ByteBuffer.wrap(payload), null);
    }

    private void unmask(byte[] payload) {
        long eight = ((long) mask << Integer.SIZE) | (mask & 0xffffffffL);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            eight = Long.reverseBytes(eight);
        }
        int whole = payload.length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            LONGS.set(payload, i, (long) LONGS.get(payload, i) ^ eight);
        }
        for (int i = whole; i < payload.length; i++) {
            payload[i] ^= (byte) (mask >>> (Byte.SIZE * (3 - i % Integer.BYTES)));
        }
    }
}
