package dialtone.signaling.transport;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Lets frames wait that are sent while a connection is read, until all that came with that read is
/// handled: then all frames for one connection leave with one call of the system. That call costs
/// more than all else that is done with a small message, and clients that have much to say send
/// several messages at once.
///
/// Threading: each thread has its own; connections may be anybody's.
final class WriteBatch {

    private static final ThreadLocal<WriteBatch> OF_THREAD =
            ThreadLocal.withInitial(WriteBatch::new);

    private final Set<CoreSession> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean isOpen;

    private WriteBatch() {}

    /// Runs something; what it sends leaves afterwards.
    static void during(Runnable reading) {
        OF_THREAD.get().run(reading);
    }

    /// Whether a frame may wait: then it is to be sent as part of a batch, which will be flushed.
    static boolean takes(CoreSession connection) {
        WriteBatch batch = OF_THREAD.get();
        if (batch.isOpen) {
            batch.waiting.add(connection);
        }
        return batch.isOpen;
    }

    private void run(Runnable reading) {
        if (isOpen) {
            reading.run();
            return;
        }
        isOpen = true;
        try {
            reading.run();
        } finally {
            isOpen = false;
            for (CoreSession connection : waiting) {
                connection.flush(Callback.NOOP);
            }
            waiting.clear();
        }
    }
}
