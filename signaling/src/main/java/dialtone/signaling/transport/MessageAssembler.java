package dialtone.signaling.transport;

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
    /// @param part is the message's from now on
    boolean append(byte[] part) {
        if (part.length > maxBytes - length) {
            return false;
        }
        if (length == 0) {
            // Most often the whole message.
            bytes = part;
        } else {
            if (length + part.length > bytes.length) {
                int grown = Math.max(length + part.length, 2 * bytes.length);
                bytes = Arrays.copyOf(bytes, Math.min(grown, maxBytes));
            }
            System.arraycopy(part, 0, bytes, length, part.length);
        }
        length += part.length;
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
