package dialtone.signaling.transport;

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
    boolean append(ByteBuffer part) {
        int added = part.remaining();
        if (added > maxBytes - length) {
            return false;
        }
        if (length + added > bytes.length) {
            // The first part is most often the whole message, and so gets exactly its room.
            int grown = length == 0 ? added : Math.max(length + added, 2 * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.min(grown, maxBytes));
        }
        part.get(bytes, length, added);
        length += added;
        return true;
    }

    /// The whole message, which is the caller's from now on.
    byte[] take() {
        byte[] message = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        length = 0;
        return message;
    }
}
