package dialtone.turn.check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/// Carries messages to a server and back.
///
/// Threading: for one thread.
interface Wire extends AutoCloseable {

    void send(byte[] message) throws IOException;

    /// The next message; null when none comes in time.
    byte @Nullable [] receive(Duration patience) throws IOException;

    /// Whether a message may be lost, so that it must be sent again.
    boolean mayLose();

    @Override
    void close() throws IOException;
}
