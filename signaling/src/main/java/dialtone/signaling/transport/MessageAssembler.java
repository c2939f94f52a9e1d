package dialtone.signaling.transport;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Puts a message together from the parts it comes in, up to a size.
///
/// Threading: for one thread at a time, the one that reads the connection.
final class MessageAssembler {

    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] bytes = NOTHING;
    private int length;

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Adds a part; false when the message has become too long.
    ///
    /// @param part its array, if it fills one, is the message's from now on
    boolean append(ByteBuffer part) {
        int added = part.remaining();
        if (added > maxBytes - length) {
            return false;
        }
        byte[] whole = length == 0 ? filledArray(part) : null;
        if (whole != null) {
            // Most often the whole message.
            bytes = whole;
        } else {
            if (length + added > bytes.length) {
                int grown = Math.max(length + added, 2 * bytes.length);
                bytes = Arrays.copyOf(bytes, Math.min(grown, maxBytes));
            }
            part.get(bytes, length, added);
        }
        length += added;
        return true;
    }

    private static byte @Nullable [] filledArray(ByteBuffer part) {
        if (!part.hasArray() || part.arrayOffset() != 0) {
            return null;
        }
        byte[] array = part.array();
        return array.length == part.remaining() ? array : null;
    }

    /// The whole message, which is the caller's from now on.
    byte[] take() {
        byte[] message = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        length = 0;
        return message;
    }
}
